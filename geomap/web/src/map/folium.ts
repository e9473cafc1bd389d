// For elements that are added through folium's own API: jQuery for their popups, and Leaflet's default marker.
import jQuery from "jquery";
import icon from "leaflet/dist/images/marker-icon.png";
import icon2x from "leaflet/dist/images/marker-icon-2x.png";
import shadow from "leaflet/dist/images/marker-shadow.png";

Object.assign(window, {
  $: jQuery,
  jQuery,
  geomapMarkerIcon: { iconUrl: icon, iconRetinaUrl: icon2x, shadowUrl: shadow, imagePath: "" },
});
