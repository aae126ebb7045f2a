{{/*
A store of one node, for trying out. dict: root, name (of the values too), ports (of name and number), config (a file's name and its lines, or nothing),
container and volumes (YAML)
*/}}
{{- define "arena.store" -}}
{{- $root := .root }}
{{- $name := .name }}
{{- $labels := dict "root" $root "component" $name }}
{{- $values := (index $root.Values $name).single }}
apiVersion: v1
kind: Service
{{ include "arena.metadata" (dict "root" $root "name" $name "component" $name) }}
spec:
  selector: {{- include "arena.selector" $labels | nindent 4 }}
  ports:
    {{- range .ports }}
    - {name: {{ .name }}, port: {{ .number }}, targetPort: {{ .name }}}
    {{- end }}
---
apiVersion: v1
kind: ServiceAccount
{{ include "arena.metadata" (dict "root" $root "name" $name "component" $name) }}
automountServiceAccountToken: false
{{- with .config }}
---
apiVersion: v1
kind: ConfigMap
{{ include "arena.metadata" (dict "root" $root "name" $name "component" $name) }}
data: {{- toYaml . | nindent 2 }}
{{- end }}
---
apiVersion: apps/v1
kind: StatefulSet
{{ include "arena.metadata" (dict "root" $root "name" $name "component" $name) }}
spec:
  replicas: 1
  serviceName: {{ include "arena.fullname" $root }}-{{ $name }}
  selector:
    matchLabels: {{- include "arena.selector" $labels | nindent 6 }}
  template:
    metadata:
      labels: {{- include "arena.labels" $labels | nindent 8 }}
      {{- $annotations := dict }}
      {{- with .config }}{{ $annotations = dict "checksum/config" (toYaml . | sha256sum) }}{{ end }}
      {{- if and (eq $name "rabbitmq") $root.Values.metrics.scrapeAnnotations }}
      {{- $annotations = merge $annotations (dict "prometheus.io/scrape" "true" "prometheus.io/port" "15692" "prometheus.io/path" "/metrics/per-object") }}
      {{- end }}
      {{- with $annotations }}
      annotations: {{- toYaml . | nindent 8 }}
      {{- end }}
    spec:
      serviceAccountName: {{ include "arena.fullname" $root }}-{{ $name }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      terminationGracePeriodSeconds: 60
      securityContext: {{- include "arena.podSecurity" (dict "user" $values.user "group" $values.group) | nindent 8 }}
      {{- with include "arena.placement" (dict "root" $root "place" $values) }}
      {{- trim . | nindent 6 }}
      {{- end }}
      containers:
        - name: {{ $name }}
          image: {{ include "arena.foreignImage" (dict "image" $values.image) }}
          imagePullPolicy: {{ $root.Values.image.pullPolicy }}
          securityContext: {{- include "arena.containerSecurity" $root | nindent 12 }}
          resources: {{- toYaml $values.resources | nindent 12 }}
          ports:
            {{- range .ports }}
            - {name: {{ .name }}, containerPort: {{ .number }}}
            {{- end }}
          {{- trim .container | nindent 10 }}
      volumes:
        - {name: tmp, emptyDir: {}}
        {{- if .config }}
        - {name: config, configMap: {name: {{ include "arena.fullname" $root }}-{{ $name }}}}
        {{- end }}
        {{- trim .volumes | nindent 8 }}
  {{- /* None of this can be changed later, so no label and no version is here. */}}
  volumeClaimTemplates:
    - metadata: {name: data}
      spec:
        accessModes: [ReadWriteOnce]
        {{- with $values.storageClassName }}
        storageClassName: {{ . }}
        {{- end }}
        resources: {requests: {storage: {{ $values.size }}}}
{{- end -}}
