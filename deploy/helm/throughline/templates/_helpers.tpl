{{/* Takes the chart's context; the release's name, with the product's where that does not say it. */}}
{{- define "throughline.name" -}}
{{- $name := ternary .Release.Name (printf "%s-throughline" .Release.Name) (contains "throughline" .Release.Name) -}}
{{- $name | trunc 40 | trimSuffix "-" -}}
{{- end }}

{{/* The helpers below take a dict: root (the chart's context), component (sales, gateway, ..). */}}

{{- define "throughline.selector" -}}
app.kubernetes.io/name: throughline
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* The same within braces. */}}
{{- define "throughline.matching" -}}
{{ include "throughline.selector" . | fromYaml | toJson }}
{{- end }}

{{- define "throughline.labels" -}}
{{ include "throughline.selector" . }}
app.kubernetes.io/part-of: throughline
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{/* Further: spec, the component's values. */}}
{{- define "throughline.image" -}}
{{- with .root.Values.image -}}
{{ .registry }}/{{ .repository }}/{{ $.component }}:{{ .tag | default $.root.Chart.AppVersion }}
{{- end -}}
{{- with .spec.digest }}@{{ . }}{{ end -}}
{{- end }}

{{/* A pod's own settings: no user of the node, no token, nothing to write to but what is mounted. */}}
{{- define "throughline.podSettings" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: { type: RuntimeDefault }
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end }}

{{- define "throughline.containerSecurity" -}}
allowPrivilegeEscalation: false
privileged: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities: { drop: [ALL] }
{{- end }}

{{/* Takes resources: two thirds of the memory's limit, in MiB. Beside its heap Node has buffers, threads and compiled code. */}}
{{- define "throughline.heap" -}}
{{- $limit := .limits.memory -}}
{{- $mib := trimSuffix "Mi" $limit | int -}}
{{- if hasSuffix "Gi" $limit }}{{ $mib = mul (trimSuffix "Gi" $limit | int) 1024 }}{{ end -}}
{{- div (mul $mib 2) 3 -}}
{{- end }}

{{/* What every process of the product is told. */}}
{{- define "throughline.commonEnvironment" -}}
- { name: NODE_OPTIONS, value: "--max-old-space-size={{ include "throughline.heap" .spec.resources }}" }
- { name: LOG_LEVEL, value: {{ .root.Values.logLevel }} }
- { name: METRICS_PORT, value: {{ .root.Values.metrics.port | quote }} }
{{- with .root.Values.tracing.endpoint }}
- { name: OTEL_EXPORTER_OTLP_ENDPOINT, value: {{ . | quote }} }
{{- end }}
{{- range $name, $value := .spec.environment }}
- { name: {{ $name }}, value: {{ $value | quote }} }
{{- end }}
{{- range $name, $from := .spec.secrets }}
- name: {{ $name }}
  valueFrom: { secretKeyRef: { name: {{ $from.name }}, key: {{ $from.key }}, optional: {{ $from.optional | default false }} } }
{{- end }}
{{- end }}

{{/* Where the engines are, and the master key. */}}
{{- define "throughline.engines" -}}
{{- $values := .root.Values -}}
{{- $kafka := $values.kafka -}}
{{- $parameters := list (printf "partitions=%d" (int $kafka.partitions)) (printf "replication=%d" (int $kafka.replication)) (printf "prefix=%s" $kafka.prefix) -}}
{{- if $kafka.tls.enabled }}{{ $parameters = append $parameters "ssl=true" }}{{ end -}}
{{- with $kafka.sasl.mechanism }}{{ $parameters = append $parameters (printf "sasl=%s" .) }}{{ end -}}
- { name: MASTER_KEY_FILE, value: /run/secrets/throughline/master.key }
- { name: BUS_URL, value: {{ printf "kafka://%s?%s" $kafka.brokers (join "&" $parameters) | quote }} }
{{- if and $kafka.tls.enabled $kafka.tls.secret }}
- { name: KAFKA_CA_FILE, value: /run/secrets/kafka/ca.crt }
{{- end }}
{{- if $kafka.sasl.mechanism }}
- name: KAFKA_USERNAME
  valueFrom: { secretKeyRef: { name: {{ $kafka.sasl.secret }}, key: username } }
- name: KAFKA_PASSWORD
  valueFrom: { secretKeyRef: { name: {{ $kafka.sasl.secret }}, key: password } }
{{- end }}
- name: KEYS_URL
  valueFrom: { secretKeyRef: { name: {{ $values.databases.secret }}, key: keys } }
{{- end }}

{{/* What a service is told, in main.js as in its schema job. */}}
{{- define "throughline.serviceEnvironment" -}}
- { name: PORT, value: "3000" }
- { name: THROUGHLINE_DATA, value: /data }
- name: DATABASE_URL
  valueFrom: { secretKeyRef: { name: {{ .root.Values.databases.secret }}, key: {{ .component }} } }
{{ include "throughline.engines" . }}
{{ include "throughline.commonEnvironment" . }}
{{- end }}

{{- define "throughline.serviceMounts" -}}
- { name: tmp, mountPath: /tmp }
- { name: data, mountPath: /data }
- { name: master-key, mountPath: /run/secrets/throughline, readOnly: true }
{{- if and .root.Values.kafka.tls.enabled .root.Values.kafka.tls.secret }}
- { name: kafka-ca, mountPath: /run/secrets/kafka, readOnly: true }
{{- end }}
{{- end }}

{{/* Further: claim, the name of a volume claim, or none. */}}
{{- define "throughline.serviceVolumes" -}}
{{- $values := .root.Values -}}
- { name: tmp, emptyDir: { sizeLimit: 256Mi } }
- name: data
{{- if .claim }}
  persistentVolumeClaim: { claimName: {{ .claim }} }
{{- else }}
  emptyDir: { sizeLimit: 64Mi }
{{- end }}
- name: master-key
  secret:
    secretName: {{ $values.masterKey.secret }}
    defaultMode: 0440
    items: [{ key: {{ $values.masterKey.key | quote }}, path: master.key }]
{{- if and $values.kafka.tls.enabled $values.kafka.tls.secret }}
- name: kafka-ca
  secret:
    secretName: {{ $values.kafka.tls.secret }}
    items: [{ key: {{ $values.kafka.tls.key | quote }}, path: ca.crt }]
{{- end }}
{{- end }}

{{/* Further: port. Liveness asks nothing but the process itself: a database that is away is no reason to kill what waits for it. */}}
{{- define "throughline.probes" -}}
startupProbe:
  httpGet: { path: /health/live, port: http }
  periodSeconds: 2
  timeoutSeconds: 2
  failureThreshold: 90
livenessProbe:
  httpGet: { path: /health/live, port: http }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: { path: /health/ready, port: http }
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 3
lifecycle:
  preStop: { sleep: { seconds: {{ .root.Values.drain.preStopSeconds }} } }
{{- end }}

{{- define "throughline.spread" -}}
topologySpreadConstraints:
  {{- range $topology, $when := dict "topology.kubernetes.io/zone" .root.Values.spread.zone "kubernetes.io/hostname" .root.Values.spread.host }}
  - maxSkew: 1
    topologyKey: {{ $topology }}
    whenUnsatisfiable: {{ $when }}
    labelSelector: { matchLabels: {{ include "throughline.matching" $ }} }
    matchLabelKeys: [pod-template-hash]
  {{- end }}
{{- end }}

{{/* Takes what grace a pod needs: its preStop, its drain, and time to write down that it ended. */}}
{{- define "throughline.grace" -}}
{{ add .Values.drain.preStopSeconds .Values.drain.seconds 5 }}
{{- end }}

{{/* Service account, service, disruption budget: alike for services and gateway. Further: port, type, annotations. */}}
{{- define "throughline.around" -}}
{{- $name := printf "%s-%s" (include "throughline.name" .root) .component -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ $name }}
  labels: {{- include "throughline.labels" . | nindent 4 }}
automountServiceAccountToken: false
---
apiVersion: v1
kind: Service
metadata:
  name: {{ $name }}
  labels: {{- include "throughline.labels" . | nindent 4 }}
  {{- with .annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  type: {{ .type | default "ClusterIP" }}
  selector: {{- include "throughline.selector" . | nindent 4 }}
  ports:
    - { name: http, port: {{ .port }}, targetPort: http, protocol: TCP, appProtocol: http }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ $name }}
  labels: {{- include "throughline.labels" . | nindent 4 }}
spec:
  maxUnavailable: 1
  # An instance that does not work anyhow holds up no node.
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector: { matchLabels: {{ include "throughline.matching" . }} }
{{- end }}
