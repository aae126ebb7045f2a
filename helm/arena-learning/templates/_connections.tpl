{{/* Names of secrets: the chart's own, or those that the values name. */}}
{{- define "arena.ownSecret" -}}{{ .Values.connections.existingSecret | default (printf "%s-connections" (include "arena.fullname" .)) }}{{- end -}}
{{- define "arena.keysSecret" -}}{{ .Values.access.existingSecret | default (printf "%s-keys" (include "arena.fullname" .)) }}{{- end -}}

{{- define "arena.rabbitmqHost" -}}{{ include "arena.fullname" . }}-rabbitmq{{- end -}}

{{/* Where the address of the ledger's database is. A projected source. */}}
{{- define "arena.ledgerSource" -}}
{{- if eq .Values.postgresql.mode "single" -}}
secret: {name: {{ include "arena.ownSecret" . }}, items: [{key: ledger, path: ledger}]}
{{- else -}}
secret: {name: {{ .Values.postgresql.external.existingSecret }}, items: [{key: {{ .Values.postgresql.external.addressKey }}, path: ledger}]}
{{- end -}}
{{- end -}}

{{/* Files that a service finds in /run/arena. dict: root, key. A list of projected sources. */}}
{{- define "arena.secretSources" -}}
{{- $root := .root -}}
{{- $own := include "arena.ownSecret" $root -}}
{{- if eq .key "inference" }}
- secret: {name: {{ $root.Values.inference.existingSecret | default $own }}, items: [{key: {{ $root.Values.inference.keyKey }}, path: inference-key}]}
{{- else }}
{{- if eq $root.Values.rabbitmq.mode "single" }}
- secret: {name: {{ $own }}, items: [{key: bus, path: bus}, {key: bus-management, path: bus-management}]}
{{- else if eq $root.Values.rabbitmq.mode "operator" }}
- secret: {name: {{ include "arena.rabbitmqHost" $root }}-default-user, items: [{key: connection_string, path: bus}]}
{{- else }}
{{- $external := $root.Values.rabbitmq.external }}
- secret:
    name: {{ $external.existingSecret }}
    items:
      - {key: {{ $external.addressKey }}, path: bus}
      {{- if $external.managementKey }}
      - {key: {{ $external.managementKey }}, path: bus-management}
      {{- end }}
{{- end }}
- secret: {name: {{ include "arena.keysSecret" $root }}, items: [{key: {{ $root.Values.access.keysKey }}, path: keys}]}
{{- with $root.Values.access.tokens.keysConfigMap }}
- configMap: {name: {{ . }}, items: [{key: jwks.json, path: jwks.json}]}
{{- end }}
{{- if has .key (list "generation" "judging") }}
{{- if eq $root.Values.redis.mode "single" }}
- secret: {name: {{ $own }}, items: [{key: redis, path: redis}]}
{{- else if eq $root.Values.redis.mode "external" }}
- secret: {name: {{ $root.Values.redis.external.existingSecret }}, items: [{key: {{ $root.Values.redis.external.addressKey }}, path: redis}]}
{{- end }}
{{- end }}
{{- if has .key (list "flywheel" "ranking") }}
- {{ include "arena.ledgerSource" $root }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Settings of a service: see docs/settings.md. dict: root, key, block */}}
{{- define "arena.env" -}}
{{- $root := .root -}}
{{- $values := $root.Values -}}
{{- if eq .key "inference" }}
- {name: ARENA_INFERENCE_KEY_FILE, value: /run/arena/inference-key}
- {name: Inference__Checkpoints, value: {{ join ";" $values.inference.checkpoints | quote }}}
- {name: Inference__Host, value: 0.0.0.0}
- {name: Inference__Slots, value: {{ $values.inference.slots | quote }}}
- {name: Inference__Queue, value: {{ $values.inference.queue | quote }}}
{{- else }}
- {name: ARENA_BUS_FILE, value: /run/arena/bus}
{{- if eq $values.rabbitmq.mode "operator" }}
{{- $user := printf "%s-default-user" (include "arena.rabbitmqHost" $root) }}
- {name: RABBITMQ_USERNAME, valueFrom: {secretKeyRef: {name: {{ $user }}, key: username}}}
- {name: RABBITMQ_PASSWORD, valueFrom: {secretKeyRef: {name: {{ $user }}, key: password}}}
- {name: ARENA_BUS_MANAGEMENT, value: "http://$(RABBITMQ_USERNAME):$(RABBITMQ_PASSWORD)@{{ include "arena.rabbitmqHost" $root }}:15672"}
{{- else if or (eq $values.rabbitmq.mode "single") $values.rabbitmq.external.managementKey }}
- {name: ARENA_BUS_MANAGEMENT_FILE, value: /run/arena/bus-management}
{{- end }}
- {name: ARENA_KEYS_FILE, value: /run/arena/keys}
{{- $tokens := $values.access.tokens }}
{{- if $tokens.keysConfigMap }}
- {name: ARENA_JWT_KEYS_FILE, value: /run/arena/jwks.json}
{{- end }}
{{- range $variable, $value := dict "AUTHORITY" $tokens.authority "ISSUER" $tokens.issuer "AUDIENCE" $tokens.audience
  "ROLE_CLAIM" $tokens.roleClaim "ROLES" $tokens.roles }}
{{- with $value }}
- {name: ARENA_JWT_{{ $variable }}, value: {{ . | quote }}}
{{- end }}
{{- end }}
{{- if eq $values.artifacts.mode "bucket" }}
{{- $bucket := $values.artifacts.bucket }}
- {name: ARENA_ARTIFACTS, value: {{ printf "s3://%s/%s" $bucket.name $bucket.prefix | trimSuffix "/" | quote }}}
- {name: ARENA_ARTIFACT_CACHE_GB, value: {{ $bucket.cacheGigabytes | quote }}}
{{- with $bucket.endpoint }}
- {name: ARENA_S3_ENDPOINT, value: {{ . | quote }}}
{{- end }}
{{- with $bucket.region }}
- {name: ARENA_S3_REGION, value: {{ . | quote }}}
{{- end }}
{{- with $bucket.existingSecret }}
- {name: AWS_ACCESS_KEY_ID, valueFrom: {secretKeyRef: {name: {{ . }}, key: {{ $bucket.accessKeyKey }}}}}
- {name: AWS_SECRET_ACCESS_KEY, valueFrom: {secretKeyRef: {name: {{ . }}, key: {{ $bucket.secretKeyKey }}}}}
{{- end }}
{{- else }}
- {name: ARENA_ARTIFACTS, value: /var/lib/arena/artifacts}
{{- end }}
{{- if has .key (list "generation" "judging") }}
{{- if ne $values.redis.mode "none" }}
- {name: ARENA_REDIS_FILE, value: /run/arena/redis}
{{- end }}
{{- with $values.replies.expiry }}
- {name: ARENA_CACHE_EXPIRY, value: {{ . | quote }}}
{{- end }}
{{- range $values.endpoints.keys }}
- {name: {{ .env }}, valueFrom: {secretKeyRef: {name: {{ .existingSecret }}, key: {{ .key }}}}}
{{- end }}
{{- end }}
{{- if has .key (list "flywheel" "ranking") }}
- {name: ARENA_LEDGER_FILE, value: /run/arena/ledger}
{{- end }}
{{- if eq .key "flywheel" }}
{{- with $values.budgetUsd }}
- {name: ARENA_BUDGET_USD, value: {{ . | quote }}}
{{- end }}
{{- with $values.endpoints.allowed }}
- {name: ARENA_ALLOWED_ENDPOINTS, value: {{ join "," . | quote }}}
{{- end }}
{{- with $values.endpoints.keys }}
{{- $names := list }}{{ range . }}{{ $names = append $names .env }}{{ end }}
- {name: ARENA_ALLOWED_KEYS, value: {{ join "," $names | quote }}}
{{- end }}
{{- end }}
{{- with $values.tracing.endpoint }}
- {name: OTEL_EXPORTER_OTLP_ENDPOINT, value: {{ . | quote }}}
{{- end }}
- {name: ARENA_DRAIN_SECONDS, value: {{ .block.drainSeconds | quote }}}
{{- end }}
- {name: ARENA_LOG, value: json}
- {name: Logging__LogLevel__Default, value: {{ $values.logLevel }}}
- {name: TMPDIR, value: /var/cache/arena}
{{- with .block.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}
