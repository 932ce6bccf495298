{{- define "task-queue.name" -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "task-queue.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "task-queue.labels" -}}
{{ include "task-queue.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "task-queue.claim" -}}
{{- .Values.artifacts.existingClaim | default (printf "%s-artifacts" (include "task-queue.name" .)) -}}
{{- end -}}

{{/* The Deployment of one role, and how many of its pods may be away. Called with a dict of root, role and pods (its values). */}}
{{- define "task-queue.deployment" -}}
{{- $root := .root -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "task-queue.name" $root }}-{{ .role }}
  labels:
    {{- include "task-queue.labels" $root | nindent 4 }}
    app.kubernetes.io/component: {{ .role }}
spec:
  {{- if not (and .pods.autoscaling .pods.autoscaling.enabled) }}
  replicas: {{ .pods.replicas }}
  {{- end }}
  strategy:
    rollingUpdate:
      maxUnavailable: 0
      maxSurge: 1
  selector:
    matchLabels:
      {{- include "task-queue.selector" $root | nindent 6 }}
      app.kubernetes.io/component: {{ .role }}
  template:
    {{- include "task-queue.pod" . | nindent 4 }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "task-queue.name" $root }}-{{ .role }}
  labels:
    {{- include "task-queue.labels" $root | nindent 4 }}
spec:
  {{- toYaml .pods.podDisruptionBudget | nindent 2 }}
  selector:
    matchLabels:
      {{- include "task-queue.selector" $root | nindent 6 }}
      app.kubernetes.io/component: {{ .role }}
{{- end -}}

{{/* A pod of one role; called as the above. */}}
{{- define "task-queue.pod" -}}
{{- $root := .root -}}
metadata:
  labels:
    {{- include "task-queue.selector" $root | nindent 4 }}
    app.kubernetes.io/component: {{ .role }}
spec:
  {{- with $root.Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  automountServiceAccountToken: false
  # The grace, up to whole seconds, what a pod waits before it is told, and what it may take at its end.
  terminationGracePeriodSeconds: {{ add (div (add (int $root.Values.shutdownGraceMs) 999) 1000) 15 }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 1000
    runAsGroup: 1000
    fsGroup: 1000
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile:
      type: RuntimeDefault
  containers:
    - name: {{ .role }}
      image: "{{ $root.Values.image.repository }}:{{ $root.Values.image.tag | default $root.Chart.AppVersion }}"
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities:
          drop: [ALL]
      env:
        - name: ROLE
          value: {{ .role }}
        - name: SHUTDOWN_GRACE_MS
          value: {{ int $root.Values.shutdownGraceMs | quote }}
        {{- if eq .role "api" }}
        - name: TRUST_PROXY
          value: {{ $root.Values.trustProxy | quote }}
        {{- else }}
        - name: WORKER_CONCURRENCY
          value: {{ .pods.concurrency | quote }}
        {{- if not (hasKey $root.Values.settings "METRICS") }}
        # No Service leads here: it is read from inside the cluster alone.
        - name: METRICS
          value: open
        {{- end }}
        {{- end }}
        {{- with $root.Values.artifacts.url }}
        - name: ARTIFACTS_URL
          value: {{ . | quote }}
        {{- end }}
        {{- range $name, $value := $root.Values.settings }}
        - name: {{ $name }}
          value: {{ $value | quote }}
        {{- end }}
      envFrom:
        - secretRef:
            name: {{ required "existingSecret: the name of a Secret with REDIS_URL and JWT_SECRET" $root.Values.existingSecret }}
      ports:
        - name: http
          containerPort: 3000
      startupProbe:
        httpGet: { path: /health/live, port: http }
        periodSeconds: 2
        failureThreshold: 30
      livenessProbe:
        httpGet: { path: /health/live, port: http }
        periodSeconds: 10
        timeoutSeconds: 3
        failureThreshold: 6
      readinessProbe:
        httpGet: { path: /health/ready, port: http }
        periodSeconds: 5
        timeoutSeconds: 3
      {{- if eq .role "api" }}
      # Until everybody has heard that no call is to come here any more.
      lifecycle:
        preStop:
          exec:
            command: [sleep, '5']
      {{- end }}
      resources:
        {{- toYaml .pods.resources | nindent 8 }}
      volumeMounts:
        - name: data
          mountPath: /data
        - name: tmp
          mountPath: /tmp
  volumes:
    - name: data
      {{- if $root.Values.artifacts.url }}
      emptyDir: {}
      {{- else }}
      persistentVolumeClaim:
        claimName: {{ include "task-queue.claim" $root }}
      {{- end }}
    - name: tmp
      emptyDir: {}
  {{- with $root.Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $root.Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $root.Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- else }}
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "task-queue.selector" $root | nindent 10 }}
          app.kubernetes.io/component: {{ .role }}
  {{- end }}
{{- end -}}
