// One page in the portal: what was accepted, sent and failed, and what waits on the queues.
param name string
param location string
param applicationInsightsId string
param serviceBusId string

var sections = [
  { title: 'Messages a minute', query: 'customMetrics | where name startswith "samvad.messages." | summarize sum(valueSum) by name, bin(timestamp, 1m) | render timechart' }
  { title: 'Failures by class', query: 'customMetrics | where name == "samvad.messages.failed" | summarize sum(valueSum) by tostring(customDimensions["class"]), bin(timestamp, 5m) | render timechart' }
  { title: 'Oldest message on a queue, seconds', query: 'customMetrics | where name == "samvad.queue.age" | summarize max(valueMax) by tostring(customDimensions["queue"]), bin(timestamp, 1m) | render timechart' }
  { title: 'Alerts of the app', query: 'traces | where tostring(customDimensions["EventId"]) == "7001" | project timestamp, message | order by timestamp desc' }
]

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, name)
  location: location
  kind: 'shared'
  properties: {
    displayName: 'Samvad'
    category: 'workbook'
    sourceId: applicationInsightsId
    serializedData: string({
      version: 'Notebook/1.0'
      fallbackResourceIds: [applicationInsightsId, serviceBusId]
      items: map(sections, section => {
        type: 3
        content: {
          version: 'KqlItem/1.0'
          title: section.title
          query: section.query
          size: 0
          timeContext: { durationMs: 86400000 }
          queryType: 0
          resourceType: 'microsoft.insights/components'
          crossComponentResources: [applicationInsightsId]
        }
      })
    })
  }
}
