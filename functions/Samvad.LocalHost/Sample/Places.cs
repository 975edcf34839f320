namespace Samvad.LocalHost.Sample;

/// <summary>Names for the sample: places of Satara district and its neighbours, people, streets.</summary>
internal static class Places
{
    /// <summary>Seats of the five divisions and 24 subdivisions of Satara, then names for the sections.</summary>
    public static readonly IReadOnlyList<(string Deva, string En)> Towns =
    [
        ("सातारा", "Satara"), ("कराड", "Karad"), ("फलटण", "Phaltan"), ("वाई", "Wai"), ("वडूज", "Vaduj"),
        ("कोरेगाव", "Koregaon"), ("पाटण", "Patan"), ("महाबळेश्वर", "Mahabaleshwar"), ("पाचगणी", "Panchgani"),
        ("दहिवडी", "Dahiwadi"), ("लोणंद", "Lonand"), ("मेढा", "Medha"), ("शिरवळ", "Shirwal"), ("खंडाळा", "Khandala"),
        ("म्हसवड", "Mhaswad"), ("उंब्रज", "Umbraj"), ("मलकापूर", "Malkapur"), ("रहिमतपूर", "Rahimatpur"),
        ("औंध", "Aundh"), ("भुईंज", "Bhuinj"), ("ढेबेवाडी", "Dhebewadi"), ("मसूर", "Masur"), ("ओगलेवाडी", "Ogalewadi"),
        ("पुसेगाव", "Pusegaon"), ("कोयनानगर", "Koynanagar"), ("नागठाणे", "Nagthane"), ("वाठार", "Wathar"),
        ("पुसेसावळी", "Pusesavali"), ("मायणी", "Mayani"), ("निमसोड", "Nimsod"), ("खटाव", "Khatav"), ("बुध", "Budh"),
        ("गोंदवले", "Gondavale"), ("बिदाल", "Bidal"), ("मार्डी", "Mardi"), ("साखरवाडी", "Sakharwadi"),
        ("तरडगाव", "Taradgaon"), ("बरड", "Barad"), ("गिरवी", "Girvi"), ("आसू", "Asu"), ("राजाळे", "Rajale"),
        ("अतीत", "Atit"), ("काशीळ", "Kashil"), ("वर्ये", "Varye"), ("लिंब", "Limb"), ("शेंद्रे", "Shendre"),
        ("परळी", "Parali"), ("ठोसेघर", "Thoseghar"), ("कास", "Kas"), ("बामणोली", "Bamnoli"), ("तापोळा", "Tapola"),
        ("केळघर", "Kelghar"), ("कुडाळ", "Kudal"), ("करहर", "Karhar"), ("सायगाव", "Saigaon"), ("आनेवाडी", "Anewadi"),
        ("पाचवड", "Pachwad"), ("ओझर्डे", "Ozarde"), ("बावधन", "Bavdhan"), ("पसरणी", "Pasarni"), ("मेणवली", "Menavali"),
        ("धोम", "Dhom"), ("सुरूर", "Surur"), ("वेळे", "Vele"), ("पारगाव", "Pargaon"), ("अहिरे", "Ahire"),
        ("बावडा", "Bavda"), ("विंग", "Wing"), ("भादे", "Bhade"), ("अंदोरी", "Andori"), ("पाडेगाव", "Padegaon"),
        ("सालपे", "Salpe"), ("देऊर", "Deur"), ("किन्हई", "Kinhai"), ("एकंबे", "Ekambe"), ("साप", "Sap"),
        ("तारगाव", "Targaon"), ("वाठार किरोली", "Wathar Kiroli"), ("शिरढोण", "Shirdhon"), ("चिमणगाव", "Chimangaon"),
        ("काले", "Kale"), ("रेठरे", "Rethare"), ("शेनोली", "Shenoli"), ("वडगाव हवेली", "Vadgaon Haveli"),
        ("कार्वे", "Karve"), ("दुशेरे", "Dushere"), ("कोळे", "Kole"), ("तळमावले", "Talmavale"), ("कुसूर", "Kusur"),
        ("येळगाव", "Yelgaon"), ("उंडाळे", "Undale"), ("नांदगाव", "Nandgaon"), ("इंदोली", "Indoli"), ("चाफळ", "Chaphal"),
        ("तारळे", "Tarale"), ("मल्हारपेठ", "Malharpeth"), ("नवारस्ता", "Navarasta"), ("मरळी", "Marali"),
        ("मोरगिरी", "Morgiri"), ("हेळवाक", "Helwak"), ("कुंभारगाव", "Kumbhargaon"), ("सणबूर", "Sanbur"),
        ("पळशी", "Palashi"), ("वरकुटे", "Varkute"), ("देवापूर", "Devapur"), ("शिंदी", "Shindi"),
        ("कुकुडवाड", "Kukudwad"),
        ("कातरखटाव", "Katarkhatav"), ("विसापूर", "Visapur"), ("डिस्कळ", "Diskal"), ("ललगुण", "Lalgun"),
        ("नेर", "Ner"), ("विखळे", "Vikhale"), ("कलेढोण", "Kaledhon"), ("अनफळे", "Anphale"), ("चोराडे", "Chorade"),
    ];

    /// <summary>Seats of zones and circles of a region; the first circle is Satara.</summary>
    public static readonly IReadOnlyList<(string Deva, string En)> Seats =
    [
        ("सातारा", "Satara"), ("सोलापूर", "Solapur"), ("सांगली", "Sangli"), ("कोल्हापूर", "Kolhapur"),
        ("गणेशखिंड", "Ganeshkhind"),
        ("रास्ता पेठ", "Rasta Peth"), ("पुणे ग्रामीण", "Pune Rural"), ("बारामती", "Baramati"), ("पिंपरी", "Pimpri"),
        ("पंढरपूर", "Pandharpur"), ("इचलकरंजी", "Ichalkaranji"),
    ];

    public static readonly IReadOnlyList<string> Men =
    [
        "संजय", "विजय", "अजय", "सुनील", "अनिल", "राजेंद्र", "दत्तात्रय", "बाळासाहेब", "नितीन", "सचिन", "प्रकाश", "अशोक",
        "विठ्ठल", "पांडुरंग", "तुकाराम", "ज्ञानेश्वर", "किरण", "महेश", "गणेश", "रमेश", "सुरेश", "दिलीप", "शिवाजी",
        "संभाजी",
        "बाबुराव", "मारुती", "हणमंत", "लक्ष्मण", "आनंदा", "भीमराव", "सागर", "अमोल", "विशाल", "राहुल", "धनाजी", "उत्तम",
    ];

    public static readonly IReadOnlyList<string> Women =
    [
        "सुनीता", "अनिता", "संगीता", "वैशाली", "मंगल", "शोभा", "सुवर्णा", "कल्पना", "रेखा", "छाया", "उज्ज्वला", "विमल",
        "शारदा", "लता", "माधुरी", "पूनम", "अर्चना", "स्वाती", "प्रियांका", "रूपाली", "कविता", "जयश्री", "आशा",
        "निर्मला",
    ];

    public static readonly IReadOnlyList<string> Surnames =
    [
        "पाटील", "पवार", "जाधव", "शिंदे", "मोरे", "माने", "यादव", "साळुंखे", "निकम", "चव्हाण", "भोसले", "कदम", "घाडगे",
        "देशमुख", "कुलकर्णी", "जोशी", "गायकवाड", "कांबळे", "लोखंडे", "सावंत", "थोरात", "घोरपडे", "बर्गे", "फडतरे",
        "इंगवले", "काटकर", "महाडिक", "शेलार", "सुतार", "कुंभार", "लोहार", "माळी", "मुल्ला", "शेख", "बागवान", "तांबोळी",
    ];
}
