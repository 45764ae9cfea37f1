"""Genre names as musicians and captioners write them, each in three sentences, and everyday words that are none."""

from __future__ import annotations

import pytest

from timbre.language.parse import parse
from timbre.language.vocabulary import vocabulary

NAMES = {
    "hip hop": "hip-hop, hiphop, rap, gangsta rap, conscious hip hop, old school hip hop, horrorcore, turntablism",
    "crunk": "crunk, snap music, hyphy, miami bass, new orleans bounce",
    "phonk": "phonk, drift phonk, brazilian phonk",
    "hyperpop": "hyperpop, digicore, glitchcore",
    "amapiano": "amapiano",
    "afro house": "afro house, gqom, tribal house",
    "electro swing": "electro swing, electroswing",
    "jersey club": "jersey club, baltimore club",
    "house": "chicago house, french house, bass house, electro house, slap house",
    "disco": "nu-disco, nu disco, italo disco, hi-nrg, boogie",
    "techno": "acid techno, dub techno, detroit techno, EBM, hard techno",
    "trance": "psytrance, goa trance, uplifting trance, tech trance",
    "edm": "EDM, big room, eurodance, eurobeat, hands up",
    "future bass": "future bass, kawaii bass",
    "footwork": "footwork, juke",
    "witch house": "witch house",
    "drum and bass": "dnb, drum & bass, drum'n'bass, neurofunk, liquid dnb",
    "ambient": "dark ambient, drone, space ambient, new age",
    "dungeon synth": "dungeon synth",
    "synth pop": "synth-pop, synthpop, darkwave, coldwave, new wave, electropop",
    "chillwave": "vaporwave, mallsoft, hypnagogic pop",
    "shoegaze": "shoegaze, blackgaze",
    "post-rock": "post-rock, post rock",
    "krautrock": "krautrock, motorik",
    "emo": "emo, midwest emo, screamo, emocore",
    "surf rock": "surf rock, surf music, surf pop",
    "stoner rock": "stoner rock, desert rock",
    "punk": "pop punk, hardcore punk, post-hardcore, d-beat, celtic punk",
    "metal": "death metal, black metal, metalcore, grindcore, djent, nu-metal, NWOBHM, mathcore",
    "doom metal": "doom metal, sludge metal, drone metal",
    "industrial": "industrial, harsh noise, power electronics, aggrotech",
    "progressive rock": "prog rock, math rock, art rock",
    "experimental": "musique concrète, sound collage, plunderphonics, tape music",
    "indie rock": "indie rock, britpop, madchester, post-punk, no wave, slowcore",
    "indie pop": "dream pop, bedroom pop, jangle pop, indie pop",
    "jazz": "cool jazz, modal jazz, vocal jazz, spiritual jazz",
    "smooth jazz": "smooth jazz, lounge, easy listening, muzak, exotica",
    "new jack swing": "new jack swing",
    "gospel": "gospel, CCM, southern gospel, black gospel",
    "bluegrass": "bluegrass, newgrass, appalachian, square dance, hoedown",
    "cajun": "cajun, zydeco",
    "country": "outlaw country, honky-tonk, americana, bro-country, western swing",
    "folk": "nordic folk, joik, yodel, neofolk, freak folk, work song",
    "celtic": "sea shanty, irish folk, scottish, sean-nós, ceilidh",
    "klezmer": "klezmer",
    "balkan": "balkan brass, manele, sevdah, klapa, turbo folk, czardas",
    "greek": "rebetiko, sirtaki, laiko",
    "polka": "polka, oompah, tarantella, volksmusik",
    "schlager": "schlager, trot",
    "chanson": "chanson, bal musette, show tune, broadway, cabaret",
    "fado": "fado, morna",
    "flamenco": "flamenco, sevillanas, paso doble",
    "mariachi": "mariachi, ranchera, norteño, corrido, corridos tumbados, huapango",
    "cumbia": "cumbia, vallenato, cuarteto",
    "bachata": "bachata",
    "andean": "andean, huayno, zamba",
    "samba": "samba, pagode, forró, sertanejo, maracatu, choro",
    "funk carioca": "baile funk, funk carioca",
    "salsa": "salsa music, mambo, timba, merengue, cha cha cha",
    "soca": "soca",
    "calypso": "calypso",
    "zouk": "zouk, kizomba, kompa",
    "kuduro": "kuduro, singeli, ndombolo",
    "afrobeat": "afrobeats, highlife, mbalax, soukous, kwaito, desert blues",
    "hawaiian": "hawaiian, slack key, hula",
    "middle eastern": "qawwali, dabke, shaabi, maqam, arabesk, chaabi",
    "indian": "ghazal, carnatic, hindustani, bhajan, baul",
    "bollywood": "bollywood, bhangra, tollywood, filmi",
    "chinese traditional": "guofeng, shidaiqu, nanguan",
    "japanese traditional": "gagaku, enka, pansori, kabuki",
    "k-pop": "kpop, mandopop, cantopop, OPM, thai pop",
    "j-pop": "jpop, anison, vocaloid, visual kei, kayokyoku",
    "a cappella": "acapella, a capella, barbershop",
    "chant": "gregorian chant, plainsong, byzantine chant",
    "opera": "opera aria, zarzuela, operetta, chinese opera",
    "baroque": "baroque, fugue, bourree",
    "classical": "neoclassical, minimalism, chamber music, polonaise",
    "lullaby": "lullaby, cradle song",
    "march": "military march, football chant, drum corps",
}
SENTENCES = ("a {} track", "{}, upbeat", "This is a {} piece with a female vocalist.")


@pytest.mark.parametrize("genre", NAMES)
def test_each_way_of_naming_a_genre(genre: str) -> None:
    for name in NAMES[genre].split(", "):
        for sentence in SENTENCES:
            prompt = sentence.format(name)
            assert genre in dict(parse(prompt).genres), prompt


def test_there_is_a_genre_for_most_that_people_name() -> None:
    genres = [entry for entry in vocabulary().entries if entry.kind == "genre"]
    assert len(genres) >= 120
    assert sum(1 + len(entry.aliases) for entry in genres) >= 1500
    assert len({entry.style for entry in genres}) >= 40
    assert all(entry.style for entry in genres)


@pytest.mark.parametrize(
    ("prompt", "genre"),
    [
        ("folk-tinged pop", "folk"),
        ("a jazz-esque piece", "jazz"),
        ("reggae-ish", "reggae"),
        ("a discoesque bassline", "disco"),
        ("jazzier than before", "jazz"),
        ("a house and techno set", "house"),
        ("a soul and funk track", "soul"),
        ("the surf guitar", "surf rock"),
        ("hard-hitting boom bap drums", "boom bap"),
        ("jazzy swing groove", "jazz"),
    ],
)
def test_forms_and_compounds(prompt: str, genre: str) -> None:
    assert genre in dict(parse(prompt).genres)


@pytest.mark.parametrize(
    "prompt",
    [
        "a house by the sea",
        "haunted house",
        "the country where I was born",
        "heart and soul",
        "mouse trap",
        "sheet metal",
        "my pop",
        "jungle animals",
        "a rock star life",
        "a western",
        "sung in Japanese",
        "with a Jamaican accent",
        "French lyrics",
        "Spanish words",
    ],
)
def test_everyday_words_are_no_genres(prompt: str) -> None:
    assert not parse(prompt).stated("genres")


def test_the_language_of_the_words_is_no_genre_but_a_people_is() -> None:
    assert dict(parse("pop sung in Japanese").genres) == {"pop": 1.0}
    assert dict(parse("hip hop with a Jamaican accent").genres) == {"hip hop": 1.0}
    assert "japanese traditional" in dict(parse("a Japanese melody").genres)
    assert dict(parse("folk lyrics about rain").genres) == {"folk": 1.0}
