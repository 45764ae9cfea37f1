"""Which lines change the take and which are a new idea."""

from __future__ import annotations

import pytest

from timbre.language.edits import Playing, apply, read_edit
from timbre.language.parse import parse

PROMPT = "lo-fi hip hop at 80 bpm in A minor with piano, strings, drums and electric guitar, 30 seconds"
BRIEF = parse(PROMPT)
HEARD = Playing(bpm=80, key="A minor", metre="4/4", seconds=30)

IDEAS = """
upbeat house track with piano
warm analog synthwave with a driving bassline
epic orchestral trailer music with choir and war drums
sad piano ballad in D minor
lofi beats to study to
techno 130 bpm
a slow song about rain
smooth jazz trio with upright bass and brushes
jazz, saxophone, late night, smoky bar
ambient, pads, drone, ethereal, space
drum and bass, 174 bpm, dark, reese bass
8-bit chiptune boss battle theme
acoustic folk guitar fingerpicking, gentle, morning light
cinematic tension, strings ostinato, building drums
happy ukulele tune for a children's video
reggae with organ and skanking guitar
the sound of a medieval tavern, lute and flute
a waltz for string quartet
dubstep with heavy wobble bass and half-time drums
make me a beat
make a house track
create a relaxing meditation piece with singing bowls
write a funk groove with slap bass and clavinet
generate 30 seconds of bossa nova
compose a lullaby with music box
give me a heavy metal riff at 160 bpm
i want a trap beat with 808s and dark piano
can you make a disco track with strings
please compose a baroque harpsichord piece
This song is slow and calm, with a soft female voice
This is an instrumental rock piece featuring distorted guitars
The song features a punchy kick, a groovy bassline and bright synths
A male vocalist sings this soulful ballad over a Rhodes
The low quality recording features a live performance of a folk song
An upbeat electronic dance track with energetic drums and a catchy melody
soft piano
strings
jazz
rock guitar
punchy kick, soft piano
piano solo
slow jazz for studying
rainy night in Tokyo
driving through the desert at sunset
space exploration documentary
80s action movie montage
music for a cooking video
background music for a podcast about science
video game menu theme
wedding entrance music, strings and harp
happier, upbeat pop with guitars
no drums, piano and rain
dark ambient without drums
a calm piano piece, no drums
instrumental hip hop with no vocals
house at 124 bpm in F minor with organ stabs
90 bpm boom bap with a jazzy piano sample
Bossa nova in C major with nylon guitar, 2 minutes
epic orchestral trailer with choir, 90 bpm, more intense towards the end
gentle acoustic guitar intro, then the full band comes in
intro, verse, chorus, verse, chorus, outro, pop rock with female vocals
a house track that starts with drums and adds a piano later
drop the bass heavy dubstep banger
lose yourself in the moment
slow motion
country ballad with pedal steel
hello
random
surf rock
latin jazz fusion with congas and trumpet
orchestral, epic, choir, brass, war
phonk
vaporwave mall music
celtic harp and tin whistle over a misty lake
Schlager mit Akkordeon
música tranquila con guitarra
cumbia con acordeón y güira
ambient techno, 120 BPM, hypnotic, minimal, deep
A minimalist piece for piano in the style of film music
synth pop, female vocals, nostalgic, 1985, driving drums
hard techno, industrial, distorted kick, 150
sitar and tabla raga, meditative
big band swing with brass section
gospel choir with hammond organ, uplifting
deep house with jazzy chords and warm bass
heavy metal with fast double bass drums and screaming guitar
"""

EDITS = """
slower
a bit faster
much slower please
double time
half time
90 bpm
at 92 bpm
+10 bpm
10% faster
slow it down to 70
it's too slow
not so fast
at 3/4 of the speed
in D minor
up a tone
down a fifth
make it minor
relative major
3/4
make it 6/8
use Am F C G
new chords
longer
a 20 second loop
16 bars
twice as long
darker
brighter
happier
much darker
a tiny bit brighter
more energy
calmer
less busy
make it dreamy
make it more dramatic
add strings
add a flute, bells and a sitar
drop the drums
no drums
without the piano
bring back the drums
swap the piano for a Rhodes
harp instead of piano
only the piano
just piano and drums
more cello
louder bass
bass 6 dB louder
turn the guitar up 3 dB
make the piano softer
punchier kick
the drums are too loud
more reverb on the snare
remove the reverb on the piano
pan the guitar left
melody an octave lower
start with just the bass
start with piano only
drop the drums in the bridge
add strings in the second half
bring in the drums at 0:20
bigger chorus
make the last chorus bigger
no intro
add a bridge
longer intro
key change up a tone in the last chorus
end on the piano alone
build up at the end
quiet middle
less reverb
drier
wider
make it lo-fi
more swing
no swing
make it jazzier
more rock
turn it into a waltz
as reggae
make it techno
less country
more like house
again
another one
three variations
same but with another melody
keep the drums, new chords
keep everything but the bass
another bassline
only change the melody
undo
redo
back to the second one
the first one was better
louder
no, slower
more
that's too much
slower, add strings
a bit slower and darker
faster, then up a tone but no drums
thanks!
what key is it in?
"""


def lines(table: str) -> list[str]:
    return [line for line in table.splitlines() if line]


@pytest.mark.parametrize("line", lines(IDEAS))
def test_a_new_idea_is_no_edit(line: str) -> None:
    assert read_edit(line, BRIEF, HEARD) is None


@pytest.mark.parametrize("line", lines(EDITS))
def test_a_change_is_no_new_idea(line: str) -> None:
    edit = read_edit(line, BRIEF, HEARD)
    assert edit is not None
    assert edit.changes or edit.actions or edit.notes
    assert not edit.ignored
    apply(edit, BRIEF)


def test_the_tables_are_long_enough() -> None:
    assert len(lines(IDEAS)) >= 80
    assert len(lines(EDITS)) >= 80
