"""Made-up people's names, by the part of the world they would be found in."""

import unicodedata

FIRST = {
    "west": (
        "Aoife", "Callum", "Bronwen", "Duncan", "Eilidh", "Fergus", "Gwen", "Hamish", "Isla",
        "Jago", "Kerensa", "Lorcan", "Maeve", "Niamh", "Oisin", "Priya", "Rhys", "Saoirse",
        "Tamsin", "Wren", "Yusuf", "Zara",
    ),
    "centre": (
        "Agnieszka", "Benoît", "Clémence", "Dariusz", "Elif", "Florian", "Greta", "Henrike",
        "Ines", "Jörg", "Katarzyna", "Lukas", "Mathilde", "Nils", "Odile", "Piotr", "Renske",
        "Sandrine", "Thilo", "Ulrike", "Wiebke", "Zofia",
    ),
    "north": (
        "Amara", "Brooks", "Camila", "Dashiell", "Esme", "Farrah", "Grady", "Hollis", "Imani",
        "Jonah", "Keisha", "Landon", "Marisol", "Nolan", "Odessa", "Perrin", "Quincy", "Reva",
        "Sterling", "Tegan", "Vaughn", "Willa",
    ),
    "east": (
        "Aiko", "Bharat", "Chitra", "Daichi", "Ee Ling", "Farid", "Gurpreet", "Haruka", "Indah",
        "Jun", "Kavya", "Linh", "Mei Xuan", "Nadia", "Oanh", "Pranav", "Rizal", "Sora", "Tuan",
        "Usha", "Wen Jie", "Yuto",
    ),
    "south": (
        "Abril", "Benício", "Catalina", "Davi", "Eloísa", "Fabián", "Giselle", "Heitor",
        "Itzel", "Joaquín", "Karina", "Leandro", "Maristela", "Nicanor", "Otávio", "Paloma",
        "Ramiro", "Soledad", "Thaís", "Ulises", "Valentina", "Ximena",
    ),
}  # fmt: skip

LAST = {
    "west": (
        "Applegarth", "Brackenbury", "Cadwallen", "Dunmore", "Eastlake", "Finnerty", "Garrow",
        "Hathersage", "Inverey", "Kilbride", "Lanyon", "Morvane", "Netherby", "Okonjo",
        "Penhallick", "Quilligan", "Rathmore", "Sethi", "Trevanion", "Wetherall",
    ),
    "centre": (
        "Achterberg", "Bellegarde", "Czarnowski", "Dornfeld", "Eichenlaub", "Fontvieille",
        "Grzybek", "Hollenstein", "Iwanek", "Jansonius", "Kaltenbrunn", "Lindqvist",
        "Marchandeau", "Nowicka", "Oberholt", "Pasquier", "Rosenau", "Szymborek", "Tavernier",
        "Wiesendanger",
    ),
    "north": (
        "Ashgrove", "Birchmont", "Calloway", "Delacroix", "Ellsworthy", "Fairbanks-Lee",
        "Gainsford", "Holloman", "Ironwood", "Jessamy", "Kingsolve", "Lockridge", "Montrose",
        "Nakai", "Ortolan", "Pemberly", "Ridgeway", "Standish", "Thornberry", "Yellowlees",
    ),
    "east": (
        "Arumugam", "Bandaranai", "Chaiyaporn", "Dhillonay", "Fujimori-Tan", "Gopalan",
        "Hoshikawa", "Ishizuki", "Jaganath", "Kurosawan", "Lakshmanan", "Mizutori", "Nguyenlai",
        "Ongteck", "Prasetya", "Raghavendra", "Sugimori", "Tanaguchi", "Watanuki", "Yeohkim",
    ),
    "south": (
        "Alvarenga", "Barrientos", "Cordovil", "Domínguez-Rey", "Espinhosa", "Figueiral",
        "Guadarrama", "Huerta-Sol", "Iturbide", "Junqueira", "Larrañaga", "Montealegre",
        "Navarrete", "Olivares", "Peñaranda", "Quiroga", "Rebouças", "Saldívar", "Toscanelli",
        "Villaseca",
    ),
}  # fmt: skip

TONGUES = tuple(FIRST)


def mailbox(name: str) -> str:
    """Return the part of an address before the @ that this name would get."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return ".".join(plain.replace("-", " ").split())
