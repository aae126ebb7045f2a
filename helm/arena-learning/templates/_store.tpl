{{/* A store of one node, for trying out. dict: root, name, user, group, ports (list of name, port), container (YAML), volumes (YAML) */}}
{{- define "arena.store" -}}
{{- $root := .root }}
{{- $labels := dict "root" $root "component" .name }}
{{- $values := (index $root.Values .name).single }}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "arena.fullname" $root }}-{{ .name }}
  namespace: {{ $root.Release.Namespace }}
  labels: {{- include "arena.labels" $labels | nindent 4 }}
spec:
  selector: {{- include "arena.selector" $labels | nindent 4 }}
  ports:
    {{- range .ports }}
    - {name: {{ .name }}, port: {{ .port }}, targetPort: {{ .name }}}
    {{- end }}
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ include "arena.fullname" $root }}-{{ .name }}
  namespace: {{ $root.Release.Namespace }}
  labels: {{- include "arena.labels" $labels | nindent 4 }}
spec:
  replicas: 1
  serviceName: {{ include "arena.fullname" $root }}-{{ .name }}
  selector:
    matchLabels: {{- include "arena.selector" $labels | nindent 6 }}
  template:
    metadata:
      labels: {{- include "arena.labels" $labels | nindent 8 }}
    spec:
      serviceAccountName: {{ include "arena.fullname" $root }}-{{ .name }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      terminationGracePeriodSeconds: 60
      securityContext: {{- include "arena.podSecurity" (dict "user" .user "group" .group) | nindent 8 }}
      {{- with $values.nodeSelector }}
      nodeSelector: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.tolerations }}
      tolerations: {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: {{ .name }}
          image: {{ include "arena.foreignImage" (dict "image" $values.image) }}
          imagePullPolicy: {{ $root.Values.image.pullPolicy }}
          securityContext: {{- include "arena.containerSecurity" $root | nindent 12 }}
          resources: {{- toYaml $values.resources | nindent 12 }}
          ports:
            {{- range .ports }}
            - {name: {{ .name }}, containerPort: {{ .port }}}
            {{- end }}
          {{- .container | nindent 10 }}
      volumes:
        - {name: tmp, emptyDir: {}}
        {{- .volumes | nindent 8 }}
  volumeClaimTemplates:
    - metadata: {name: data}
      spec:
        accessModes: [ReadWriteOnce]
        {{- with $values.storageClassName }}
        storageClassName: {{ . }}
        {{- end }}
        resources: {requests: {storage: {{ $values.size }}}}
{{- end -}}
