// The namespace and its queues; queues.json is what the local broker reads, too.
import { roles, roleId } from 'roles.bicep'

param name string
param location string
param sku string
param principalId string
param publicAccess bool

var queues = loadJsonContent('../queues.json')
// Owner of the data, not of the resource: scaling by queue length reads the counts, which Receiver may not.
var granted = ['Azure Service Bus Data Owner']

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  sku: { name: sku, tier: sku }
  properties: {
    // Only identities: there are no keys to leak.
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
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

resource grants 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in granted: {
  name: guid(namespace.id, principalId, roles[role])
  scope: namespace
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleId(roles[role])
  }
}]

output id string = namespace.id
output name string = namespace.name
output fullyQualifiedNamespace string = '${namespace.name}.servicebus.windows.net'
output providerEventsId string = resourceId('Microsoft.ServiceBus/namespaces/queues', namespace.name, 'provider-events')
