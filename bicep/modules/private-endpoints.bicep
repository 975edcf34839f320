// Storage, Service Bus and Key Vault inside the network only.
param name string
param location string
param subnetId string
param networkId string
param storageId string
param serviceBusId string
param vaultId string

var targets = [
  { part: 'blob', id: storageId, zone: 'privatelink.blob.${environment().suffixes.storage}' }
  { part: 'table', id: storageId, zone: 'privatelink.table.${environment().suffixes.storage}' }
  { part: 'namespace', id: serviceBusId, zone: 'privatelink.servicebus.windows.net' }
  { part: 'vault', id: vaultId, zone: 'privatelink.vaultcore.azure.net' }
]

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [for target in targets: {
  name: target.zone
  location: 'global'
}]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (target, i) in targets: {
  parent: zones[i]
  name: name
  location: 'global'
  properties: { registrationEnabled: false, virtualNetwork: { id: networkId } }
}]

resource endpoints 'Microsoft.Network/privateEndpoints@2024-05-01' = [for target in targets: {
  name: '${name}-${target.part}'
  location: location
  properties: {
    subnet: { id: subnetId }
    privateLinkServiceConnections: [
      {
        name: target.part
        properties: { privateLinkServiceId: target.id, groupIds: [target.part] }
      }
    ]
  }
}]

resource records 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = [for (target, i) in targets: {
  parent: endpoints[i]
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [{ name: target.part, properties: { privateDnsZoneId: zones[i].id } }]
  }
}]
