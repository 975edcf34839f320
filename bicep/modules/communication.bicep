// Azure Communication Services, whose WhatsApp ends on 30 September 2028. An existing resource is left as it is.
import { roles, roleId } from 'roles.bicep'

param name string
param new bool
param principalId string

resource made 'Microsoft.Communication/communicationServices@2023-04-01' = if (new) {
  name: name
  location: 'global'
  properties: { dataLocation: 'India' }
}

resource service 'Microsoft.Communication/communicationServices@2023-04-01' existing = {
  name: name
}

// There is no narrower built-in role for sending messages.
resource send 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, name, principalId, roles.Contributor)
  scope: service
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleId(roles.Contributor)
  }
  dependsOn: [made]
}

output id string = service.id
output hostName string = new ? made!.properties.hostName : service.properties.hostName
