// What must wake somebody: letters put aside, queues that grow old, channels that stopped, failures in number.
param name string
param location string
param emails string[]
param serviceBusId string
param applicationInsightsId string
param workspaceId string

// The app writes one warning with this event id whenever it raises an alert of its own; see EventIds.AlertRaised.
var alertRaised = 7001

var actions = empty(emails) ? [] : [group.id]

var logAlerts = [
  {
    name: 'channel-stopped'
    text: 'A WhatsApp channel was stopped. GET /api/channels says why and what to do.'
    severity: 1
    query: 'union AppTraces | where tostring(Properties.EventId) == "${alertRaised}" and tostring(Properties.Kind) == "channel-stopped"'
  }
  {
    name: 'etr-passed'
    text: 'An estimated time of restoration has passed and supply is not back. GET /api/alerts names the outages.'
    severity: 2
    query: 'union AppTraces | where tostring(Properties.EventId) == "${alertRaised}" and tostring(Properties.Kind) == "etr-passed"'
  }
  {
    name: 'failure-rate'
    text: 'More than one in twenty messages failed within a quarter of an hour.'
    severity: 2
    query: 'AppMetrics | where Name in ("samvad.messages.sent", "samvad.messages.failed") | summarize sent = sumif(Sum, Name == "samvad.messages.sent"), failed = sumif(Sum, Name == "samvad.messages.failed") | where failed > 20 and failed > 0.05 * (sent + failed)'
  }
  {
    name: 'queue-age'
    text: 'A message waited longer than ten minutes on a queue.'
    severity: 2
    query: 'AppMetrics | where Name == "samvad.queue.age" and Max > 600'
  }
]

resource group 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(emails)) {
  name: name
  location: 'global'
  properties: {
    enabled: true
    groupShortName: 'samvad'
    emailReceivers: [for (email, i) in emails: { name: 'mail-${i}', emailAddress: email, useCommonAlertSchema: true }]
  }
}

resource deadLetters 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${name}-dead-letters'
  location: 'global'
  properties: {
    description: 'Messages were put aside. GET /api/dead-letters says why, and replays them.'
    severity: 1
    enabled: true
    scopes: [serviceBusId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'dead-letters'
          criterionType: 'StaticThresholdCriterion'
          metricName: 'DeadletteredMessages'
          operator: 'GreaterThan'
          threshold: 0
          timeAggregation: 'Maximum'
          dimensions: [{ name: 'EntityName', operator: 'Include', values: ['*'] }]
        }
      ]
    }
    actions: [for id in actions: { actionGroupId: id }]
  }
}

resource requests 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${name}-failed-requests'
  location: 'global'
  properties: {
    description: 'Requests to the app fail.'
    severity: 2
    enabled: true
    scopes: [applicationInsightsId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'failed'
          criterionType: 'StaticThresholdCriterion'
          metricName: 'requests/failed'
          operator: 'GreaterThan'
          threshold: 20
          timeAggregation: 'Count'
        }
      ]
    }
    actions: [for id in actions: { actionGroupId: id }]
  }
}

resource fromLogs 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for alert in logAlerts: {
  name: '${name}-${alert.name}'
  location: location
  properties: {
    displayName: alert.name
    description: alert.text
    severity: alert.severity
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      allOf: [
        {
          query: alert.query
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actions }
  }
}]
