{{/*
What all objects of a release are named after. At most 40 letters, for what is built of it has up to 22 more, and a name ends at 63 (a CronJob's at 52).
A Service is named by letters, digits and dashes and begins with a letter, which is less than a release may.
*/}}
{{- define "arena.fullname" -}}
{{- $name := .Release.Name | replace "." "-" -}}
{{- if .Values.fullnameOverride -}}
{{- $name = .Values.fullnameOverride -}}
{{- else if not (contains .Chart.Name $name) -}}
{{- $name = printf "%s-%s" $name .Chart.Name -}}
{{- end -}}
{{- if not (regexMatch "^[a-z]" $name) -}}
{{- fail (printf "the release is named %s: names of Services begin with a letter, so say one in fullnameOverride that does" .Release.Name) -}}
{{- end -}}
{{- $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/* Labels by which pods are selected: they never change. dict: root, component */}}
{{- define "arena.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{/* All labels of an object. dict: root, component */}}
{{- define "arena.labels" -}}
{{ include "arena.selector" . }}
app.kubernetes.io/part-of: {{ .root.Chart.Name }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end -}}

{{/* What begins every object. dict: root, name (behind the release's; empty for none), component, annotations, labels (more of them) */}}
{{- define "arena.metadata" -}}
metadata:
  name: {{ include "arena.fullname" .root }}{{ with .name }}-{{ . }}{{ end }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "arena.labels" (dict "root" .root "component" .component) | nindent 4 }}
    {{- with .labels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{/* The services of this chart: the key of their block in the values, and their name in all else. */}}
{{- define "arena.services" -}}
flywheel: flywheel
generation: generation
judging: judging
ranking: ranking
dataMining: data-mining
training: training
inference: inference
{{- end -}}

{{/* A service's block over the defaults of all. dict: root, key. As YAML. */}}
{{- define "arena.block" -}}
{{- mergeOverwrite (deepCopy .root.Values.service) (index .root.Values .key) | toYaml -}}
{{- end -}}

{{/* An image of ours. dict: root, image (repository, tag, digest) */}}
{{- define "arena.image" -}}
{{- with .root.Values.image.registry }}{{ . }}/{{ end }}{{ .image.repository }}
{{- if .image.digest }}@{{ .image.digest }}{{ else }}:{{ .image.tag | default .root.Values.image.tag | default .root.Chart.AppVersion }}{{ end -}}
{{- end -}}

{{/* An image of somebody else, with its own registry. dict: image */}}
{{- define "arena.foreignImage" -}}
{{- .image.repository }}{{ if .image.digest }}@{{ .image.digest }}{{ else }}:{{ .image.tag }}{{ end -}}
{{- end -}}

{{/*
dict: user, group (by default the user's number). A volume's group is set once: one of many files is not walked through at every start, and what a
store keeps for its user alone stays so.
*/}}
{{- define "arena.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ .user }}
runAsGroup: {{ .group | default .user }}
fsGroup: {{ .group | default .user }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "arena.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{/* Where pods may run, and with whose images. dict: root, place (nodeSelector, tolerations) */}}
{{- define "arena.placement" -}}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .place.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .place.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
