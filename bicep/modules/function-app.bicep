// The app on Flex Consumption: .NET 10 isolated, scaled per function, with every setting that differs from its default.
param name string
param location string
param identityId string
param identityClientId string
param storageName string
param deploymentContainer string
param serviceBusNamespace string
param applicationInsightsConnection string
param communicationEndpoint string
param vaultUri string
param channels object[]
param instanceMemoryMB int
param maximumInstances int
param alwaysReadyIntake int
param subnetId string
param signInClientId string
param officeClaim string

var storageUris = {
  blob: 'https://${storageName}.blob.${environment().suffixes.storage}'
  table: 'https://${storageName}.table.${environment().suffixes.storage}'
}
var usesCloud = contains(map(channels, channel => channel.provider), 'cloud')

// The host of the functions and the SDKs pick the identity by its client id.
var hostSettings = {
  AZURE_CLIENT_ID: identityClientId
  AzureWebJobsStorage__accountName: storageName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsightsConnection
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  ServiceBus__fullyQualifiedNamespace: serviceBusNamespace
  ServiceBus__credential: 'managedidentity'
  ServiceBus__clientId: identityClientId
  Storage__TableServiceUri: storageUris.table
  Storage__BlobServiceUri: storageUris.blob
}
var communicationSettings = empty(communicationEndpoint) ? {} : { WhatsApp__Acs__Endpoint: communicationEndpoint }
var cloudSettings = usesCloud ? {
  WhatsApp__Cloud__AccessToken: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/whatsapp-access-token)'
  WhatsApp__Cloud__AppSecret: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/whatsapp-app-secret)'
  WhatsApp__Cloud__VerifyToken: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/whatsapp-verify-token)'
} : {}
// The principal in a header is believed only where the platform puts it there.
var channelSettings = reduce(
  map(range(0, length(channels)), i => {
    'WhatsApp__Channels__${i}__Id': channels[i].id
    'WhatsApp__Channels__${i}__Provider': channels[i].provider
    'WhatsApp__Channels__${i}__Sender': channels[i].sender
    'WhatsApp__Channels__${i}__MessagesPerSecond': '${channels[i].messagesPerSecond}'
    'WhatsApp__Channels__${i}__DailyLimit': '${channels[i].dailyLimit}'
  }),
  {},
  (all, one) => union(all, one))

// Only what stands before the app may tell it who signed in; so it believes that where sign-in is set up here.
var signInSettings = empty(signInClientId) ? {} : union(
  { Access__PlatformSignIn: 'true' },
  empty(officeClaim) ? {} : { Access__OfficeClaim: officeClaim })

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: name
  location: location
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: { minTlsVersion: '1.2', http20Enabled: true }
    functionAppConfig: {
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: deploymentContainer
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstances
        alwaysReady: alwaysReadyIntake == 0 ? [] : [{ name: 'http', instanceCount: alwaysReadyIntake }]
      }
    }
  }
}

resource settings 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: app
  name: 'appsettings'
  properties: union(hostSettings, communicationSettings, cloudSettings, channelSettings, signInSettings)
}

resource signIn 'Microsoft.Web/sites/config@2024-04-01' = if (!empty(signInClientId)) {
  parent: app
  name: 'authsettingsV2'
  properties: {
    platform: { enabled: true }
    // Machines come with keys of the app, Meta with a signature: who has not signed in is let through to be judged by the app.
    globalValidation: { requireAuthentication: false, unauthenticatedClientAction: 'AllowAnonymous' }
    identityProviders: {
      azureActiveDirectory: {
        enabled: true
        registration: {
          clientId: signInClientId
          openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
        }
        validation: { allowedAudiences: ['api://${signInClientId}', signInClientId] }
      }
    }
    login: { tokenStore: { enabled: false } }
  }
}

resource noFtpPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'ftp'
  properties: { allow: false }
}

resource noScmPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'scm'
  properties: { allow: false }
}

output name string = app.name
output url string = 'https://${app.properties.defaultHostName}'
