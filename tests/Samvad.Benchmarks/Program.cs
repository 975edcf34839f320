Console.WriteLine("floor, pipeline");
