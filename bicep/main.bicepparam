using 'main.bicep'

// A district on one sender number of Meta's Cloud API. Every parameter and its bounds: main.bicep.
param name = 'samvad'
param channels = [
  {
    id: 'satara'
    provider: 'cloud'
    sender: '100000000000001'
    messagesPerSecond: 80
    dailyLimit: 100000
  }
]
param alertEmails = ['control-room@example.in']
