// What Samvad needs in a resource group so far: the Service Bus namespace with its queues.
targetScope = 'resourceGroup'

@description('Short name of the installation; part of every resource name.')
@minLength(3)
@maxLength(20)
param name string = 'samvad'

param location string = resourceGroup().location

@description('Standard takes messages of 256 KB, Premium of 100 MB.')
@allowed(['Standard', 'Premium'])
param serviceBusSku string = 'Standard'

module serviceBus 'modules/service-bus.bicep' = {
  name: 'service-bus'
  params: {
    name: '${name}-${uniqueString(resourceGroup().id)}'
    location: location
    sku: serviceBusSku
  }
}

output serviceBusNamespace string = serviceBus.outputs.fullyQualifiedNamespace
