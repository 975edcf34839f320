// Tables and blobs of the app, its deployment package, and the events that Event Grid could not deliver.
import { roles, roleId } from 'roles.bicep'

param name string
param location string
param principalId string
param publicAccess bool

var containers = ['deployment', 'imports', 'media', 'undelivered-events']
var granted = ['Storage Blob Data Owner', 'Storage Table Data Contributor']

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  kind: 'StorageV2'
  sku: { name: 'Standard_ZRS' }
  properties: {
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
    networkAcls: { defaultAction: publicAccess ? 'Allow' : 'Deny', bypass: 'AzureServices' }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: account
  name: 'default'
  properties: { deleteRetentionPolicy: { enabled: true, days: 7 } }
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = [for item in containers: {
  parent: blobs
  name: item
}]

resource grants 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in granted: {
  name: guid(account.id, principalId, roles[role])
  scope: account
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleId(roles[role])
  }
}]

output id string = account.id
output name string = account.name
output deploymentContainer string = '${account.properties.primaryEndpoints.blob}${containers[0]}'
