Console.WriteLine("serve, sample, demo, simulator");
