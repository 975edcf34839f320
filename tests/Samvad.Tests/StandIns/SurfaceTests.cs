using System.Reflection;
using Azure.Messaging.ServiceBus;

namespace Samvad.Tests.StandIns;

/// <summary>
/// A stand-in has no member that the real package lacks, so that what compiles here compiles there. What the packages have is
/// written down in the text files beside this one, from their published interfaces.
/// </summary>
public sealed class SurfaceTests
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    private static readonly Assembly StandIns = typeof(ServiceBusClient).Assembly;

    [Fact]
    public void Every_member_of_a_stand_in_is_one_of_the_real_package()
    {
        // With AzurePackages=real there are no stand-ins, and nothing to compare.
        var types = StandIns.GetName().Name == "Samvad.StandIns" ? StandIns.GetExportedTypes() : [];
        Assert.True(types.Length > 30 || StandIns.GetName().Name != "Samvad.StandIns");
        var real = Real();
        var invented = types.SelectMany(
            type => real.TryGetValue(NameOf(type), out var members) ? Members(type).Where(member => !members.Contains(member)) : ["no such type"],
            (type, member) => $"{NameOf(type)}: {member}").ToList();
        Assert.True(invented.Count == 0, string.Join('\n', invented));
    }

    [Fact]
    public void What_subclasses_override_is_virtual_in_the_stand_in_too()
    {
        var sealedHere = Real().SelectMany(type => type.Value.Where(member => member.StartsWith("virtual ")), (type, member) => (type.Key, member))
            .Where(one => StandIns.GetExportedTypes().FirstOrDefault(type => NameOf(type) == one.Key) is { } type
                && Members(type).Contains(one.member["virtual ".Length..]));
        Assert.Empty(sealedHere);
    }

    private static Dictionary<string, HashSet<string>> Real()
    {
        var types = new Dictionary<string, HashSet<string>>();
        var members = new HashSet<string>();
        foreach (var file in (string[])["servicebus.txt", "worker.txt", "communication-messages.txt"])
        {
            foreach (var line in Repository.Read("tests", "Samvad.Tests", "StandIns", file).Split('\n'))
            {
                if (line.StartsWith(' '))
                    members.Add(line.Trim());
                else if (line.Length > 0 && !line.StartsWith('#'))
                    types[line.Trim()] = members = [];
            }
        }

        return types;
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt32(Enum.Parse(type, name))}");
        var constructors = type.GetConstructors(Own).Where(IsSeen)
            .Select(one => $"{(one.IsFamily ? "protected " : "")}{type.Name}({Parameters(one)})");
        var properties = type.GetProperties(Own).Where(one => one.GetAccessors(true).Any(IsSeen)).Select(one =>
            $"{Kind(one.GetAccessors(true)[0])}{Name(one.PropertyType)} {one.Name} {{ {(one.GetMethod is { } get && IsSeen(get) ? "get; " : "")}"
            + $"{(one.SetMethod is { } set && IsSeen(set) ? "set; " : "")}}}");
        var methods = type.GetMethods(Own).Where(one => IsSeen(one) && (!one.IsSpecialName || one.Name.StartsWith("op_")) && !IsOfObject(one))
            .Select(one => $"{Kind(one)}{Name(one.ReturnType)} {one.Name}({Parameters(one)})");
        return constructors.Concat(properties).Concat(methods);
    }

    private static bool IsSeen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    /// <summary>Every object has those.</summary>
    private static bool IsOfObject(MethodInfo method) => method.GetBaseDefinition().DeclaringType == typeof(object);

    private static string Kind(MethodInfo method) => (method.IsFamily ? "protected " : "")
        + (method.IsStatic ? "static " : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "");

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(one => Name(one.ParameterType) + (one.IsOptional ? "=" : "")));

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    private static string Name(Type type) => Nullable.GetUnderlyingType(type) is { } value ? Name(value) + "?"
        : type.IsGenericParameter ? type.Name
        : type.IsArray ? Name(type.GetElementType()!) + "[]"
        : type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", type.GenericTypeArguments.Select(Name))}>"
        : type.IsNested ? $"{type.DeclaringType!.Name}.{type.Name}"
        : type.FullName switch
        {
            "System.String" => "string",
            "System.Int32" => "int",
            "System.Int64" => "long",
            "System.Boolean" => "bool",
            "System.Byte" => "byte",
            "System.Object" => "object",
            "System.IntPtr" => "nint",
            "System.Void" => "void",
            _ => type.Name,
        };
}
