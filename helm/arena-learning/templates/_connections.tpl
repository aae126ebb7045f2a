{{/* Names of secrets, and of keys in them: the chart's own, or those that the values name. */}}
{{- define "arena.ownSecret" -}}{{ include "arena.fullname" . }}-connections{{- end -}}
{{- define "arena.keysSecret" -}}{{ .Values.access.existingSecret | default (printf "%s-keys" (include "arena.fullname" .)) }}{{- end -}}

{{- define "arena.rabbitmqHost" -}}{{ include "arena.fullname" . }}-rabbitmq{{- end -}}

{{/* Files that a service finds in /run/secrets. dict: root, key. A list of projected sources. */}}
{{- define "arena.secretSources" -}}
{{- $root := .root -}}
{{- $own := include "arena.ownSecret" $root -}}
{{- if ne .key "inference" }}
{{- if eq $root.Values.rabbitmq.mode "single" }}
- secret: {name: {{ $own }}, items: [{key: bus, path: bus}, {key: bus-management, path: bus-management}]}
{{- else if eq $root.Values.rabbitmq.mode "external" }}
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
{{- end }}
{{- if has .key (list "generation" "judging") }}
{{- if eq $root.Values.redis.mode "single" }}
- secret: {name: {{ $own }}, items: [{key: redis, path: redis}]}
{{- else if eq $root.Values.redis.mode "external" }}
- secret: {name: {{ $root.Values.redis.external.existingSecret }}, items: [{key: {{ $root.Values.redis.external.addressKey }}, path: redis}]}
{{- end }}
{{- end }}
{{- if has .key (list "flywheel" "ranking") }}
{{- if eq $root.Values.postgresql.mode "single" }}
- secret: {name: {{ $own }}, items: [{key: ledger, path: ledger}]}
{{- else }}
- secret: {name: {{ $root.Values.postgresql.external.existingSecret }}, items: [{key: {{ $root.Values.postgresql.external.addressKey }}, path: ledger}]}
{{- end }}
{{- end }}
{{- if eq .key "inference" }}
- secret: {name: {{ $root.Values.inference.existingSecret | default $own }}, items: [{key: {{ $root.Values.inference.keyKey }}, path: inference-key}]}
{{- end }}
{{- end -}}

{{/* Settings of a service: see docs/settings.md. dict: root, key, block */}}
{{- define "arena.env" -}}
{{- $root := .root -}}
{{- $values := $root.Values -}}
{{- if eq .key "inference" }}
- {name: ARENA_INFERENCE_KEY_FILE, value: /run/secrets/inference-key}
- {name: Inference__Checkpoints, value: {{ join ";" $values.inference.checkpoints | quote }}}
- {name: Inference__Host, value: 0.0.0.0}
- {name: Inference__Slots, value: {{ $values.inference.slots | quote }}}
- {name: Inference__Queue, value: {{ $values.inference.queue | quote }}}
{{- else }}
{{- if eq $values.rabbitmq.mode "operator" }}
{{- $user := printf "%s-default-user" (include "arena.rabbitmqHost" $root) }}
- {name: ARENA_BUS, valueFrom: {secretKeyRef: {name: {{ $user }}, key: connection_string}}}
- {name: RABBITMQ_USERNAME, valueFrom: {secretKeyRef: {name: {{ $user }}, key: username}}}
- {name: RABBITMQ_PASSWORD, valueFrom: {secretKeyRef: {name: {{ $user }}, key: password}}}
- {name: ARENA_BUS_MANAGEMENT, value: "http://$(RABBITMQ_USERNAME):$(RABBITMQ_PASSWORD)@{{ include "arena.rabbitmqHost" $root }}:15672"}
{{- else }}
- {name: ARENA_BUS_FILE, value: /run/secrets/bus}
{{- if or (eq $values.rabbitmq.mode "single") $values.rabbitmq.external.managementKey }}
- {name: ARENA_BUS_MANAGEMENT_FILE, value: /run/secrets/bus-management}
{{- end }}
{{- end }}
- {name: ARENA_KEYS_FILE, value: /run/secrets/keys}
{{- if eq $values.artifacts.mode "bucket" }}
- {name: ARENA_ARTIFACTS, value: {{ printf "s3://%s/%s" $values.artifacts.bucket.name $values.artifacts.bucket.prefix | trimSuffix "/" | quote }}}
{{- with $values.artifacts.bucket.endpoint }}
- {name: ARENA_S3_ENDPOINT, value: {{ . | quote }}}
{{- end }}
{{- with $values.artifacts.bucket.region }}
- {name: ARENA_S3_REGION, value: {{ . | quote }}}
{{- end }}
{{- with $values.artifacts.bucket.existingSecret }}
- {name: AWS_ACCESS_KEY_ID, valueFrom: {secretKeyRef: {name: {{ . }}, key: {{ $values.artifacts.bucket.accessKeyKey }}}}}
- {name: AWS_SECRET_ACCESS_KEY, valueFrom: {secretKeyRef: {name: {{ . }}, key: {{ $values.artifacts.bucket.secretKeyKey }}}}}
{{- end }}
- {name: ARENA_ARTIFACT_CACHE_GB, value: {{ $values.artifacts.bucket.cacheGigabytes | quote }}}
{{- else }}
- {name: ARENA_ARTIFACTS, value: /var/lib/arena/artifacts}
{{- end }}
{{- if has .key (list "generation" "judging") }}
{{- if ne $values.redis.mode "none" }}
- {name: ARENA_REDIS_FILE, value: /run/secrets/redis}
{{- end }}
{{- with $values.replies.expiry }}
- {name: ARENA_CACHE_EXPIRY, value: {{ . | quote }}}
{{- end }}
{{- end }}
{{- if has .key (list "flywheel" "ranking") }}
- {name: ARENA_LEDGER_FILE, value: /run/secrets/ledger}
{{- end }}
{{- if eq .key "flywheel" }}
{{- with $values.budgetUsd }}
- {name: ARENA_BUDGET_USD, value: {{ . | quote }}}
{{- end }}
{{- with $values.endpoints.allowed }}
- {name: ARENA_ALLOWED_ENDPOINTS, value: {{ join "," . | quote }}}
{{- end }}
{{- with $values.endpoints.allowedKeys }}
- {name: ARENA_ALLOWED_KEYS, value: {{ join "," . | quote }}}
{{- end }}
{{- end }}
{{- if has .key (list "generation" "judging") }}
{{- range $values.endpoints.keys }}
- {name: {{ .env }}, valueFrom: {secretKeyRef: {name: {{ .existingSecret }}, key: {{ .key }}}}}
{{- end }}
{{- end }}
{{- with $values.tracing.endpoint }}
- {name: OTEL_EXPORTER_OTLP_ENDPOINT, value: {{ . | quote }}}
{{- end }}
{{- end }}
- {name: ARENA_LOG, value: json}
- {name: Logging__LogLevel__Default, value: {{ $values.logLevel }}}
- {name: TMPDIR, value: /var/cache/arena}
{{- with .block.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}
