// The namespace and its queues; queues.json is what the local broker reads, too.
param name string
param location string
param sku string

var queues = loadJsonContent('../queues.json')

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  sku: { name: sku, tier: sku }
  properties: {
    // Only identities: there are no keys to leak.
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
  }
}

resource queue 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = [for definition in queues: {
  parent: namespace
  name: definition.name
  properties: {
    requiresSession: definition.requiresSession
    lockDuration: definition.lockDuration
    maxDeliveryCount: definition.maxDeliveryCount
    requiresDuplicateDetection: definition.requiresDuplicateDetection
    duplicateDetectionHistoryTimeWindow: definition.duplicateDetectionHistoryTimeWindow
    defaultMessageTimeToLive: definition.defaultMessageTimeToLive
    deadLetteringOnMessageExpiration: definition.deadLetteringOnMessageExpiration
  }
}]

output fullyQualifiedNamespace string = '${namespace.name}.servicebus.windows.net'
