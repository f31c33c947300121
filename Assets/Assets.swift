/// Fonts, sprites, maps and small data sets that ship with Tarn.
public enum Assets {}
