// A network of its own: one subnet that the app sends from, one for the private endpoints.
param name string
param location string

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: name
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.42.0.0/22'] }
    subnets: [
      {
        name: 'app'
        properties: {
          // Flex Consumption: an instance takes an address; 256 for 100 instances and their replacement.
          addressPrefix: '10.42.0.0/24'
          delegations: [{ name: 'app', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'endpoints'
        properties: { addressPrefix: '10.42.1.0/26' }
      }
    ]
  }
}

output networkId string = network.id
output appSubnetId string = network.properties.subnets[0].id
output endpointsSubnetId string = network.properties.subnets[1].id
