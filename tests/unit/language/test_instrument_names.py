"""Instrument names of every kind: singular, plural, hyphens, brands, other peoples' instruments and players."""

from __future__ import annotations

import pytest

from timbre.language.parse import parse
from timbre.language.vocabulary import vocabulary

NAMES = {
    "piano": "grand piano, upright piano, pianist, piano ostinato, pianos",
    "electric piano": "Rhodes, fender rhodes, e-piano",
    "organ": "hammond, hammond b3, drawbar organ, farfisa, street organ",
    "accordion": "accordion, bandoneon, concertina, squeezebox, bayan, button accordion",
    "acoustic guitar": "acoustic guitar, fingerpicked guitar, fingerstyle guitar, strummed acoustic guitar",
    "nylon guitar": "nylon-string guitar, classical guitar, spanish guitar, flamenco guitar, requinto",
    "12-string guitar": "twelve-string guitar, 12 string guitar, portuguese guitar, tiple",
    "electric guitar": "e-guitar, lead guitar, guitar riff, telecaster, wah-wah guitar, whammy bar",
    "distorted guitar": "fuzz guitar, power chords, chugging guitars, djent guitars",
    "pedal steel": "lap steel, steel guitar, slack-key guitar",
    "ukulele": "ukulele, uke, charango, ronroco, cavaquinho",
    "mandolin": "bouzouki, balalaika, saz, baglama, dutar, rubab, plucked string instruments",
    "lute": "oud, theorbo, vihuela",
    "banjo": "banjo, ngoni, clawhammer banjo",
    "harp": "harp, kora, lyre, celtic harp",
    "sitar": "sitar, sarod, tanpura, veena, ektara, tumbi",
    "koto": "koto, guzheng, guqin, gayageum, geomungo",
    "shamisen": "shamisen, pipa, liuqin, sanshin",
    "zither": "zither, qanun, kantele, dan bau",
    "hammered dulcimer": "santoor, cimbalom, yangqin",
    "violin": "violin, fiddle, violinist, hardanger fiddle, fiddles",
    "erhu": "erhu, gaohu, morin khuur, sarangi, kamancheh, esraj, dilruba",
    "cello": "cello, cellos, violoncello, viola da gamba, solo cello",
    "strings": "string section, string ensemble, lush strings, stringed instruments, solina, string pads",
    "pizzicato strings": "pizzicato, pizzicato strings, plucked violins",
    "trumpet": "trumpet, cornet, flugelhorn, trumpeter, bugle",
    "brass": "horn section, brass stabs, horns, braams",
    "french horn": "french horn, alphorn, shofar",
    "tuba": "tuba, sousaphone, euphonium, ophicleide",
    "saxophone": "sax, tenor sax, saxophonist, saxophones",
    "baritone saxophone": "bari sax, bass saxophone",
    "clarinet": "clarinet, clarinets, basset horn",
    "flute": "flute, bansuri, dizi, ney, kaval, wooden flute, native american flute, woodwinds",
    "pan flute": "pan flute, panpipes, quena, siku, zampoña",
    "shakuhachi": "shakuhachi, bamboo flute, hulusi, xiao",
    "whistle": "tin whistle, pennywhistle, whistling",
    "shawm": "duduk, zurna, suona, shehnai, nadaswaram, crumhorn",
    "bagpipes": "bagpipe, uilleann pipes, gaita, gaida",
    "didgeridoo": "didgeridoo, didge, yidaki",
    "harmonica": "harmonica, blues harp, jaw harp, melodica, kazoo",
    "theremin": "theremin, musical saw, ondes martenot, waterphone",
    "glass pad": "singing bowls, tibetan bowls, crystal bowls, glass armonica",
    "kalimba": "kalimba, mbira, thumb piano",
    "handpan": "handpan, hang drum, tongue drum",
    "gamelan": "bonang, angklung",
    "bells": "bells, wind chimes, sleigh bells, mark tree",
    "drums": "drum kit, snare, snare roll, cross-stick, open hat, hi-hats, crash cymbal, rimshots, drummer, tom-toms",
    "electronic kit": "drum machine, programmed drums, cr-78, linndrum, beatbox, e-drums, digital drums",
    "brush kit": "brushed drums, brushes on snare",
    "percussion": "shakers, maracas, tambourine, finger snaps, handclaps, temple blocks, vibraslap, cajon",
    "latin percussion": "congas, bongos, timbales, guiro, pandeiro, berimbau, caxixi, repinique, bombo",
    "indian percussion": "tabla, dhol, mridangam, pakhawaj, dholak, kanjira",
    "african percussion": "djembe, talking drum, shekere, african drums",
    "frame drums": "darbuka, bendir, riq, daf, bodhrán, ritual drums",
    "orchestral percussion": "timpani, taiko, gong, tam-tam, war drums, lambeg",
    "electric bass": "bass guitar, e-bass, electric bass",
    "acoustic bass": "upright bass, double bass, walking bass",
    "sub bass": "sub bass, sub-bass, deep sub",
    "808 bass": "808s, 808 bass, sliding 808s",
    "synth pad": "synth pads, lush pads, evolving pad, synth drone, synth swells",
    "synth lead": "lead synth, synth melody, stylophone, digital lead sound",
    "choir": "choir, mixed choir, choral harmony, church choir",
    "fx": "sound effects, turntable scratching, vinyl scratching",
}
SENTENCES = (
    "an upbeat track with {} in it",
    "{}, upbeat, slow",
    "The song features {} throughout.",
)


@pytest.mark.parametrize("instrument", NAMES)
def test_each_way_of_naming_an_instrument(instrument: str) -> None:
    for name in NAMES[instrument].split(", "):
        for sentence in SENTENCES:
            prompt = sentence.format(name)
            brief = parse(prompt)
            players = (*brief.instruments, *(part.name for part in brief.parts))
            assert instrument in players, (prompt, players)


def test_there_are_instrument_names_enough() -> None:
    instruments = [entry for entry in vocabulary().entries if entry.kind == "instrument"]
    assert len(instruments) >= 140
    assert sum(1 + len(entry.aliases) + len(entry.nearest) for entry in instruments) >= 1500


@pytest.mark.parametrize(
    "prompt",
    [
        "car keys on the table",
        "bass fishing",
        "a car horn",
        "the tape recorder",
        "no strings attached",
        "drum up support",
        "key lime",
        "added effects",
        "a long voyage",
    ],
)
def test_everyday_words_are_no_instruments(prompt: str) -> None:
    assert not parse(prompt).stated("instruments")


@pytest.mark.parametrize(
    ("prompt", "players"),
    [
        ("percussive guitar", {"acoustic guitar"}),
        ("arpeggiated piano melody", {"piano"}),
        ("electric guitar chords", {"electric guitar"}),
        ("4 on the floor kick", {"drums"}),
        ("percussive", {"percussion"}),
        ("guitar-driven", {"acoustic guitar"}),
        ("hard-hitting drums", {"drums"}),
        ("warm synth pads", {"synth pad"}),
    ],
)
def test_adjectives_and_parts_add_no_players(prompt: str, players: set[str]) -> None:
    assert set(parse(prompt).instruments) <= players | {"warm pad"}
    assert parse(prompt).instruments


@pytest.mark.parametrize(
    "prompt", ["a male singer", "lead vocals", "gang vocals", "an MC", "a rapper", "whispers"]
)
def test_singers_sing(prompt: str) -> None:
    assert parse(prompt).vocals is True


def test_a_singer_outweighs_the_word_instrumental() -> None:
    assert parse("an instrumental with a male vocalist chanting").vocals is True
    assert parse("an instrumental for a rapper").vocals is False
    assert parse("instrumental, no singer").vocals is False
