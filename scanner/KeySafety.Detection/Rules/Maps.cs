using static KeySafety.Detection.Rules.Shape;

namespace KeySafety.Detection.Rules;

/// <summary>Maps, weather, travel and other public data.</summary>
internal static class Maps
{
    public static IReadOnlyList<Rule> Rules { get; } =
    [
        Token("mapbox-secret-token", "Mapbox secret token", "https://docs.mapbox.com/help/dive-deeper/access-tokens/", ["sk.eyJ1Ijoi{base64url:40-120}.{base64url:22}"], "Mapbox under Access tokens"),
        Token("mapbox-temporary-token", "Mapbox temporary token", "https://docs.mapbox.com/help/dive-deeper/access-tokens/", ["tk.eyJ1Ijoi{base64url:40-200}.{base64url:22}"], "Mapbox under Access tokens"),
        Token("mapbox-public-token", "Mapbox public token", "https://docs.mapbox.com/help/dive-deeper/access-tokens/", ["pk.eyJ1Ijoi{base64url:40-120}.{base64url:22}"], "Mapbox under Access tokens, or restrict it to your URLs", Confidence.Low),
        Token("locationiq-token", "LocationIQ token", "https://docs.locationiq.com/docs/authentication", ["pk.{hex:32}"], "LocationIQ under Access tokens", Confidence.Medium),
        Named("here-api-key", "HERE API key", "https://www.here.com/docs/bundle/identity-and-access-management-developer-guide", ["here_api", "here_maps", "heremaps", "here_key", "hereapi", "here_app", "here_access"], ["{base64url:43}", "{base64url:86}", "{base64url:22}"], "the HERE platform under Access manager"),
        Named("tomtom-api-key", "TomTom API key", "https://developer.tomtom.com/knowledgebase/platform/articles/how-to-get-an-tomtom-api-key/", ["tomtom"], ["{base62:32}"], "the TomTom developer portal"),
        Named("opencage-key", "OpenCage API key", "https://opencagedata.com/api#authentication", ["opencage"], ["{hex:32}"], "the OpenCage dashboard"),
        Named("geoapify-key", "Geoapify key", "https://apidocs.geoapify.com/docs/", ["geoapify"], ["{hex:32}"], "the Geoapify dashboard"),
        Named("maptiler-key", "MapTiler key", "https://docs.maptiler.com/cloud/api/authentication-key/", ["maptiler"], ["{base62:20}", "{hex:32}_{hex:64}"], "MapTiler under API keys"),
        Named("mapquest-key", "MapQuest key", "https://developer.mapquest.com/documentation/", ["mapquest"], ["{base62:32}"], "the MapQuest developer network"),
        Named("thunderforest-key", "Thunderforest API key", "https://www.thunderforest.com/docs/apikeys/", ["thunderforest", "graphhopper", "stadia"], ["{hex:32}", "{uuid}"], "the provider's dashboard"),
        Token("arcgis-api-key", "ArcGIS API key", "https://developers.arcgis.com/documentation/security-and-authentication/api-key-authentication/", ["AAPK{base64url:60-160}", "AAPT{base64url:60-400}"], "the ArcGIS developers dashboard"),
        Token("foursquare-api-key", "Foursquare API key", "https://docs.foursquare.com/developer/reference/authentication", ["fsq3{base64:44}="], "the Foursquare developer console"),
        Named("foursquare-secret", "Foursquare client secret", "https://docs.foursquare.com/developer/reference/authentication", ["foursquare"], ["{ALNUM:48}"], "the Foursquare developer console"),
        Named("bing-maps-key", "Bing Maps key", "https://learn.microsoft.com/bingmaps/getting-started/bing-maps-dev-center-help/getting-a-bing-maps-key", ["bing_map", "bingmap", "bing-map", "bing.map"], ["A{base64url:63}"], "the Bing Maps dev center"),
        Named("openweather-key", "OpenWeather API key", "https://openweathermap.org/appid", ["openweather", "open_weather", "owm_"], ["{hex:32}"], "OpenWeather under API keys"),
        Named("weather-api-key", "Weather API key", "https://www.weatherapi.com/docs/#intro-authentication", ["weatherapi", "weatherstack", "weatherbit", "accuweather", "tomorrow_io", "darksky", "dark_sky"], ["{hex:32}", "{hex:31}", "{base62:32}"], "the provider's dashboard"),
        Named("nasa-api-key", "NASA or api.data.gov key", "https://api.nasa.gov/", ["nasa_", "data_gov", "datagov"], ["{base62:40}"], "api.data.gov by asking for a new key"),
        Named("census-key", "US Census or FRED key", "https://fred.stlouisfed.org/docs/api/api_key.html", ["fred_", "census", "eia_api"], ["{hex:32}", "{hex:40}"], "the agency's account page"),
        Named("amadeus-secret", "Amadeus API secret", "https://developers.amadeus.com/self-service/apis-docs/guides/developer-guides/API-Keys/authorization/", ["amadeus"], ["{base62:16}", "{base62:32}"], "the Amadeus developer portal"),
        Named("skyscanner-key", "Sabre, Skyscanner or Aviationstack key", "https://aviationstack.com/documentation", ["skyscanner", "aviationstack"], ["{alnum:32}", "{hex:32}"], "the provider's dashboard"),
        Named("ticketmaster-key", "Ticketmaster API key", "https://developer.ticketmaster.com/products-and-docs/apis/getting-started/", ["ticketmaster"], ["{base62:32}"], "the Ticketmaster developer portal"),
        Named("spoonacular-key", "Spoonacular or Edamam key", "https://spoonacular.com/food-api/docs#Authentication", ["spoonacular", "edamam"], ["{hex:32}"], "the provider's console"),
        Named("wolfram-app-id", "Wolfram|Alpha AppID", "https://products.wolframalpha.com/api/documentation", ["wolfram"], ["{ALNUM:6}-{ALNUM:10}"], "the Wolfram developer portal"),
        Named("particle-token", "Particle access token", "https://docs.particle.io/reference/cloud-apis/access-tokens/", ["particle"], ["{hex:40}"], "Particle with particle token revoke"),
        Named("thingspeak-key", "ThingSpeak, Blynk or Ubidots key", "https://www.mathworks.com/help/thingspeak/channel-settings.html", ["thingspeak", "blynk", "ubidots"], ["{ALNUM:16}", "{base64url:32}", "BBFF-{base62:30}"], "the service's device settings"),
        Named("home-assistant-token", "Home Assistant long-lived token", "https://developers.home-assistant.io/docs/auth_api/#long-lived-access-token", ["hass", "home_assistant", "homeassistant", "supervisor"], ["eyJ{base64url:20-80}.{base64url:60-300}.{base64url:43}"], "Home Assistant under your profile"),
        Token("riot-games-key", "Riot Games API key", "https://developer.riotgames.com/docs/portal", ["RGAPI-{uuid}"], "the Riot developer portal"),
        Named("roblox-key", "Roblox Open Cloud key", "https://create.roblox.com/docs/cloud/auth/api-keys", ["roblox", "rbx_"], ["{base64:48}", "{base64:64-900}=="], "the Roblox creator dashboard"),
        new()
        {
            Name = "roblox-security-cookie",
            Title = "Roblox session cookie",
            Format = "https://create.roblox.com/docs/cloud/auth",
            Keywords = ["_|WARNING:-DO-NOT-SHARE-THIS."],
            Pattern = @"_\|WARNING:-DO-NOT-SHARE-THIS\.--Sharing-this-will-allow-someone-to-log-in-as-you-and-to-steal-your-ROBUX-and-items\.\|_(?<secret>[0-9A-Za-z_-]{100,})",
            MinEntropy = 3.0,
            Remedy = "Sign out of all other sessions in Roblox's security settings.",
            Examples = ["_|WARNING:-DO-NOT-SHARE-THIS.--Sharing-this-will-allow-someone-to-log-in-as-you-and-to-steal-your-ROBUX-and-items.|_{HEX:600}"],
            NegativeExamples = ["_|WARNING:-DO-NOT-SHARE-THIS.--Sharing-this-will-allow-someone"],
        },
    ];
}
