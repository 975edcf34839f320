// The few true secrets: what Meta's Cloud API asks for. Whoever deploys writes them; the app reads them.
import { roles, roleId } from 'roles.bicep'

@maxLength(24)
param name string
param location string
param principalId string
param operatorsGroupId string
param publicAccess bool

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
  }
}

resource read 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, principalId, roles['Key Vault Secrets User'])
  scope: vault
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleId(roles['Key Vault Secrets User'])
  }
}

resource write 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(operatorsGroupId)) {
  name: guid(vault.id, operatorsGroupId, roles['Key Vault Secrets Officer'])
  scope: vault
  properties: {
    principalId: operatorsGroupId
    principalType: 'Group'
    roleDefinitionId: roleId(roles['Key Vault Secrets Officer'])
  }
}

output id string = vault.id
output name string = vault.name
output uri string = vault.properties.vaultUri
