// Everything that Samvad needs in a resource group. Nothing here holds a key: who may do what is a role of an identity.
targetScope = 'resourceGroup'

@description('Short name of the installation; part of every resource name.')
@minLength(3)
@maxLength(12)
param name string = 'samvad'

param location string = resourceGroup().location

@description('Standard takes messages of 256 KB and 1,000 operations a second, Premium of 100 MB and more of them.')
@allowed(['Standard', 'Premium'])
param serviceBusSku string = 'Standard'

@description('Memory of one instance: 2,048 MB comes with one processor core, 4,096 MB with two.')
@allowed([2048, 4096])
param instanceMemoryMB int = 2048

@description('The most instances that the app grows to.')
@minValue(40)
@maxValue(1000)
param maximumInstances int = 40

@description('Instances that always stand by for HTTP, so that an outage report never waits for a start.')
@minValue(0)
@maxValue(20)
param alwaysReadyIntake int = 1

@description('Sender numbers to begin with; more are added over the interface of the app.')
@minLength(1)
param channels channelType[]

@description('Name of the Communication Services resource; empty where only the Cloud API is used.')
@maxLength(63)
param communicationServiceName string = ''

@description('Makes that resource. Microsoft takes no new customers since 23 October 2026, so usually it exists.')
param newCommunicationService bool = false

@description('Puts storage, Service Bus and Key Vault behind private endpoints. Service Bus must be Premium then.')
param privateNetwork bool = false

@description('Who is told of alerts; empty for nobody.')
param alertEmails string[] = []

@description('Alert where the month costs more; in the currency of the subscription. 0 for no budget.')
@minValue(0)
@maxValue(10000000)
param monthlyBudget int = 0

@description('First day of the month in which the budget begins.')
param budgetStart string = utcNow('yyyy-MM-01')

@description('Days that logs and metrics are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 90

@description('Object id of the group that may deploy and read secrets; empty for nobody.')
@maxLength(36)
param operatorsGroupId string = ''

@description('Application (client) id of the Entra ID registration by which people sign in; empty for keys only.')
@maxLength(36)
param signInClientId string = ''

@description('The claim that holds the code of a person\'s office; empty: the roles say it, as docs/access.md tells.')
@maxLength(120)
param officeClaim string = ''

@description('A sender number, as settings WhatsApp:Channels name it.')
type channelType = {
  id: string
  provider: 'acs' | 'cloud'
  @description('Channel registration id at ACS, phone number id at the Cloud API.')
  sender: string
  @minValue(0)
  @maxValue(1000)
  messagesPerSecond: int
  @minValue(0)
  dailyLimit: int
}

var unique = uniqueString(resourceGroup().id)
var fullName = '${name}-${unique}'
var compactName = take('${replace(name, '-', '')}${unique}', 24)
var usesCommunication = !empty(communicationServiceName)

module identity 'modules/identity.bicep' = {
  name: 'identity'
  params: { name: fullName, location: location }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    name: fullName
    location: location
    retentionDays: logRetentionDays
    principalId: identity.outputs.principalId
  }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  name: 'network'
  params: { name: fullName, location: location }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: {
    name: compactName
    location: location
    principalId: identity.outputs.principalId
    publicAccess: !privateNetwork
  }
}

module serviceBus 'modules/service-bus.bicep' = {
  name: 'service-bus'
  params: {
    name: fullName
    location: location
    sku: privateNetwork ? 'Premium' : serviceBusSku
    principalId: identity.outputs.principalId
    publicAccess: !privateNetwork
  }
}

module vault 'modules/key-vault.bicep' = {
  name: 'key-vault'
  params: {
    name: compactName
    location: location
    principalId: identity.outputs.principalId
    operatorsGroupId: operatorsGroupId
    publicAccess: !privateNetwork
  }
}

module endpoints 'modules/private-endpoints.bicep' = if (privateNetwork) {
  name: 'private-endpoints'
  params: {
    name: fullName
    location: location
    subnetId: network.?outputs.endpointsSubnetId ?? ''
    networkId: network.?outputs.networkId ?? ''
    storageId: storage.outputs.id
    serviceBusId: serviceBus.outputs.id
    vaultId: vault.outputs.id
  }
}

module communication 'modules/communication.bicep' = if (usesCommunication) {
  name: 'communication'
  params: {
    name: communicationServiceName
    new: newCommunicationService
    principalId: identity.outputs.principalId
  }
}

module events 'modules/event-grid.bicep' = if (usesCommunication) {
  name: 'event-grid'
  params: {
    name: fullName
    communicationServiceId: communication.?outputs.id ?? ''
    serviceBusName: serviceBus.outputs.name
    queueId: serviceBus.outputs.providerEventsId
    storageName: storage.outputs.name
  }
}

module app 'modules/function-app.bicep' = {
  name: 'function-app'
  params: {
    name: fullName
    location: location
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageName: storage.outputs.name
    deploymentContainer: storage.outputs.deploymentContainer
    serviceBusNamespace: serviceBus.outputs.fullyQualifiedNamespace
    applicationInsightsConnection: monitoring.outputs.connectionString
    communicationEndpoint: usesCommunication ? 'https://${communication.?outputs.hostName ?? ''}' : ''
    vaultUri: vault.outputs.uri
    channels: channels
    instanceMemoryMB: instanceMemoryMB
    maximumInstances: maximumInstances
    alwaysReadyIntake: alwaysReadyIntake
    subnetId: network.?outputs.appSubnetId ?? ''
    signInClientId: signInClientId
    officeClaim: officeClaim
  }
  dependsOn: [endpoints]
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    name: fullName
    location: location
    emails: alertEmails
    serviceBusId: serviceBus.outputs.id
    applicationInsightsId: monitoring.outputs.applicationInsightsId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module budget 'modules/budget.bicep' = if (monthlyBudget > 0 && !empty(alertEmails)) {
  name: 'budget'
  params: { name: fullName, amount: monthlyBudget, start: budgetStart, emails: alertEmails }
}

module workbook 'modules/workbook.bicep' = {
  name: 'workbook'
  params: {
    name: fullName
    location: location
    applicationInsightsId: monitoring.outputs.applicationInsightsId
    serviceBusId: serviceBus.outputs.id
  }
}

output appName string = app.outputs.name
output appUrl string = app.outputs.url
output webhookUrl string = '${app.outputs.url}/api/webhooks/whatsapp'
output serviceBusNamespace string = serviceBus.outputs.fullyQualifiedNamespace
output vaultName string = vault.outputs.name
