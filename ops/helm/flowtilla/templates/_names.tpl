{{- define "flowtilla.name" -}}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{- end }}

{{- define "flowtilla.labels" -}}
app.kubernetes.io/name: flowtilla
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "flowtilla.selector" -}}
app.kubernetes.io/name: flowtilla
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end }}

{{- define "flowtilla.image" -}}{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{- end }}

{{- define "flowtilla.env" -}}
- { name: FLOWTILLA_STORAGE__DIR, value: /var/lib/flowtilla }
- { name: FLOWTILLA_LOG__FORMAT, value: json }
- { name: ENABLE_METRICS, value: {{ .Values.metrics.enabled | quote }} }
{{- with .Values.traces.endpoint }}
- { name: OTEL_EXPORTER_OTLP_ENDPOINT, value: {{ . | quote }} }
{{- end }}
{{- range $name, $value := .Values.env }}
- { name: {{ $name }}, value: {{ $value | quote }} }
{{- end }}
{{- end }}

{{- define "flowtilla.container-security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- define "flowtilla.pod-security" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
{{- end }}

{{- define "flowtilla.claim" -}}{{ .Values.storage.existingClaim | default (printf "%s-data" (include "flowtilla.name" .)) }}{{- end }}
