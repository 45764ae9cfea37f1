"""Prompts of our own in six languages and what they mean, for test_languages.

Each line: words | what they mean. `genre` is the strongest genre, `mood` and `plays` must be among the moods and
instruments, `no` among what is ruled out, `sound` among the production words; `slow` and `fast` bound the tempo at 92
and 108; other fields are the Brief's.
"""

PROMPTS = {
    "es": """
balada triste con piano y violín, lenta | genre=ballad mood=sad plays=piano plays=violin tempo=slow
rock alternativo enérgico sin teclados | genre=indie rock mood=energetic no=piano
guitarra acústica y flauta, tranquilo, 90 bpm | plays=acoustic guitar plays=flute mood=calm bpm=90
música clásica para cuarteto de cuerdas en sol menor | genre=classical plays=viola key=G minor
un tango apasionado con acordeón | genre=tango mood=passionate plays=accordion
cumbia alegre para bailar | genre=cumbia mood=happy
jazz suave para una cena romántica, sin batería | genre=jazz no=drums
música de videojuegos de 8 bits, rápida | genre=chiptune tempo=fast
banda sonora épica con coro y metales | genre=cinematic mood=epic plays=choir plays=brass
reguetón oscuro, 95 bpm, 30 segundos | genre=reggaeton mood=dark bpm=95 seconds=30
vals nostálgico de piano solo | genre=waltz mood=nostalgic plays=piano
canción de cuna muy lenta con caja de música | genre=lullaby plays=music box tempo=slow
música relajante para meditar con arpa, dos minutos | genre=meditation plays=harp seconds=120
trap latino agresivo con bajo potente | genre=trap mood=aggressive plays=bass
electrónica de los años ochenta con sintetizadores | genre=electronic plays=saw lead
flamenco con palmas y guitarra española | genre=flamenco plays=nylon guitar
música de terror inquietante, sin melodía | genre=horror mood=eerie no=melody
pop alegre y luminoso con ukelele, compás de tres por cuatro | genre=pop mood=happy plays=ukulele metre=3/4
música navideña con campanas | genre=christmas plays=bells
salsa con trompetas y piano | genre=salsa plays=trumpet plays=piano
ambiental etéreo con mucha reverberación | genre=ambient mood=ethereal sound=reverb
lluvia y noche, piano melancólico | mood=melancholic mood=rainy plays=piano
música lo-fi para estudiar, vinilo | genre=lo-fi hip hop sound=vinyl
marcha militar triunfal con tambores | genre=march mood=triumphant plays=drums
hip hop relajado con contrabajo y saxofón | genre=hip hop mood=relaxed plays=acoustic bass plays=saxophone
blues lento y crudo con armónica y guitarra eléctrica | genre=blues plays=harmonica plays=electric guitar tempo=slow
música celta animada con gaitas y violines | genre=celtic mood=upbeat plays=bagpipes plays=violin
""",
    "pt": """
samba alegre com violão e percussão | genre=samba mood=happy plays=acoustic guitar plays=percussion
balada triste de piano, sem bateria | mood=sad plays=piano no=drums
bossa nova relaxante com flauta | genre=bossa nova mood=relaxed plays=flute
rock pesado com guitarras distorcidas | genre=rock plays=distorted guitar
música eletrônica futurista, 128 bpm | genre=electronic mood=futuristic bpm=128
trilha sonora épica com orquestra e coro | genre=cinematic mood=epic plays=choir
canção de ninar suave com caixa de música | genre=lullaby plays=music box
forró animado com sanfona | genre=samba mood=upbeat plays=accordion
jazz suave com saxofone e contrabaixo | genre=jazz plays=saxophone plays=acoustic bass
música clássica com violino e violoncelo em ré maior | genre=classical plays=violin plays=cello key=D major
fado melancólico com guitarra portuguesa | mood=melancholic plays=nylon guitar
valsa romântica e lenta | genre=waltz mood=romantic tempo=slow
funk carioca com batida forte | genre=funk carioca
música para meditar, dois minutos, sem percussão | genre=meditation seconds=120 no=percussion
reggae ensolarado na praia | genre=reggae mood=sunny
hip hop sombrio com piano | genre=hip hop mood=dark plays=piano
música de terror assustadora | genre=horror mood=eerie
pop animado e rápido com sintetizador | genre=pop plays=pluck synth tempo=fast
música de natal com sinos | genre=christmas plays=bells
choro alegre com bandolim e cavaquinho | genre=samba plays=mandolin plays=ukulele
música ambiente etérea com muita reverberação | genre=ambient mood=ethereal sound=reverb
lo-fi para estudar com chiado de vinil | genre=lo-fi hip hop sound=vinyl
trap agressivo, 140 bpm, 30 segundos | genre=trap mood=aggressive bpm=140 seconds=30
música infantil divertida com xilofone | genre=children's music mood=fun plays=xylophone
metal furioso muito rápido | genre=metal mood=furious tempo=fast
noite chuvosa, piano elétrico calmo | mood=calm plays=electric piano
""",
    "fr": """
ballade triste au piano et au violon, lente | genre=ballad mood=sad plays=piano plays=violin tempo=slow
rock énergique sans synthé | genre=rock mood=energetic no=synth lead
jazz manouche avec guitare et violon | genre=dixieland plays=violin
musique de film épique avec chœur et cuivres | genre=cinematic mood=epic plays=choir plays=brass
valse nostalgique à l'accordéon | genre=waltz mood=nostalgic plays=accordion
musique relaxante pour méditer, sans batterie | genre=meditation no=drums
chanson française romantique avec guitare acoustique | genre=chanson mood=romantic plays=acoustic guitar
musique électronique planante, 110 bpm | bpm=110
berceuse douce à la boîte à musique | genre=lullaby mood=gentle plays=music box
musique classique pour quatuor à cordes en ré mineur | genre=classical plays=viola key=D minor
hip hop sombre avec basse profonde | genre=hip hop mood=sombre plays=bass
pop joyeuse et rapide avec ukulélé | genre=pop mood=happy plays=ukulele tempo=fast
techno hypnotique, 130 bpm, 30 secondes | genre=techno mood=hypnotic bpm=130 seconds=30
musique celtique entraînante avec cornemuse et harpe | genre=celtic plays=bagpipes plays=harp
musique de jeu vidéo 8 bits | genre=chiptune
bossa nova ensoleillée avec flûte, ni batterie ni voix | genre=bossa nova plays=flute no=drums
musique d'horreur angoissante | genre=horror mood=eerie
nuit pluvieuse, piano mélancolique | mood=melancholic plays=piano
reggae décontracté avec orgue | genre=reggae mood=relaxed plays=organ
musique de noël avec clochettes | genre=christmas plays=bells
tango passionné avec contrebasse | genre=tango mood=passionate plays=acoustic bass
blues lent avec harmonica et guitare électrique | genre=blues plays=harmonica plays=electric guitar tempo=slow
synthé rétro des années quatre-vingt | plays=saw lead sound=retro
musique baroque au clavecin | genre=baroque plays=harpsichord
folk intime avec violoncelle, deux minutes | genre=folk mood=intimate plays=cello seconds=120
marche militaire triomphante avec tambours | genre=march mood=triumphant plays=drums
""",
    "de": """
traurige Ballade mit Klavier und Geige, langsam | genre=ballad mood=sad plays=piano plays=violin tempo=slow
energiegeladener Rock ohne Synthesizer | genre=rock mood=energetic no=synth lead
ruhige Musik mit Akustikgitarre und Querflöte, 90 bpm | mood=calm plays=acoustic guitar plays=flute bpm=90
fröhlicher Walzer mit Streichern | genre=waltz mood=happy plays=strings
düsterer Techno, 132 bpm | genre=techno mood=dark bpm=132
epische Filmmusik mit Chor und Blechbläsern | genre=cinematic mood=epic plays=choir plays=brass
Jazz mit Saxophon und Kontrabass, kein Schlagzeug | genre=jazz plays=saxophone plays=acoustic bass no=drums
gemütliche Kaminfeuer-Musik mit Gitarre | mood=cozy
schnelle Blasmusik mit Tuba und Trompeten | genre=polka plays=tuba plays=trumpet tempo=fast
Meditationsmusik mit Klangschalen, zwei Minuten | genre=meditation seconds=120
romantisches Klavierstück in d-Moll | mood=romantic key=D minor
Wiegenlied mit Spieluhr, sehr langsam | genre=lullaby plays=music box tempo=slow
aggressiver Metal mit verzerrten Gitarren | genre=metal mood=aggressive plays=distorted guitar
sommerlicher Pop mit Ukulele | genre=pop mood=summery plays=ukulele
unheimliche Horrormusik mit Kirchenorgel | genre=horror mood=eerie plays=pipe organ
Hip-Hop-Beat mit Basslinie, 85 bpm, 30 Sekunden | genre=hip hop plays=bass bpm=85 seconds=30
Weihnachtsmusik mit Glocken | genre=christmas plays=bells
Streichquartett in G-Dur | plays=viola key=G major
melancholischer Tango mit Akkordeon | genre=tango mood=melancholic plays=accordion
verträumte Flächen mit viel Hall | mood=dreamy plays=synth pad sound=reverb
mittelalterliche Musik mit Laute und Flöte | genre=medieval plays=lute plays=flute
regnerische Nacht, sanftes Klavier | plays=felt piano
Countrymusik mit Mundharmonika und Geige | genre=country plays=harmonica plays=violin
treibender House, weder Gesang noch Gitarren | genre=house mood=driving no=voice lead
Kinderlied mit Xylophon und Blockflöte, lustig | genre=children's music plays=xylophone plays=recorder
froehliche Volksmusik im Dreivierteltakt | genre=polka mood=happy metre=3/4
""",
    "zh": """
悲伤的钢琴曲，慢速 | mood=sad tempo=slow
欢快的民谣，木吉他和口琴 | genre=folk mood=happy plays=acoustic guitar plays=harmonica
没有鼓的爵士乐，萨克斯 | genre=jazz plays=saxophone no=drums
史诗电影配乐，弦乐和合唱 | genre=cinematic mood=epic plays=strings plays=choir
电子舞曲，128 bpm，充满活力 | genre=edm mood=energetic bpm=128
中国风，古筝和笛子，宁静 | genre=chinese traditional mood=calm plays=koto plays=flute
摇滚，失真吉他，快节奏 | genre=rock plays=distorted guitar tempo=fast
轻松的咖啡馆音乐，不要人声 | mood=relaxed
冥想音乐，三十秒 | genre=meditation seconds=30
八十年代合成器浪潮 | genre=synthwave
浪漫的华尔兹，小提琴 | genre=waltz mood=romantic plays=violin
恐怖音乐，阴森诡异 | genre=horror mood=eerie
可爱的儿歌，木琴 | genre=children's music mood=innocent plays=xylophone
重金属，愤怒，双吉他 | genre=metal mood=aggressive plays=distorted guitar
摇篮曲，八音盒，很慢 | genre=lullaby plays=music box tempo=slow
圣诞音乐，铃铛 | genre=christmas plays=bells
雨夜，忧郁的大提琴 | mood=melancholic plays=cello
雷鬼，手风琴，夏天 | genre=reggae mood=summery plays=accordion
热血的游戏音乐，两分钟 | genre=chiptune mood=energetic seconds=120
弦乐四重奏，古典 | genre=classical plays=viola
放克，贝斯和小号 | genre=funk plays=bass plays=trumpet
低保真，黑胶，学习 | genre=lo-fi hip hop sound=vinyl
空灵的氛围音乐，很多混响 | genre=ambient mood=ethereal sound=reverb
激昂的進行曲，定音鼓 | genre=march mood=energetic plays=orchestral percussion
溫柔的鋼琴與豎琴，三拍子 | mood=gentle plays=piano plays=harp metre=3/4
探戈，激情，手風琴 | genre=tango mood=passionate plays=accordion
""",
    "ja": """
悲しいピアノバラード、ゆっくり | genre=ballad mood=sad plays=piano tempo=slow
明るいポップス、ギターとベース | genre=pop mood=happy plays=bass
ドラムなしのジャズ、サックス | genre=jazz plays=saxophone no=drums
壮大なオーケストラ、合唱 | genre=orchestral mood=epic plays=choir
激しいロック、歪んだギター、160bpm | genre=rock mood=aggressive plays=distorted guitar bpm=160
静かなアンビエント、30秒 | genre=ambient mood=calm seconds=30
ボサノバ、フルートとアコギ | genre=bossa nova plays=flute plays=acoustic guitar
和風の曲、琴と尺八 | genre=japanese traditional plays=koto plays=shakuhachi
ダークなテクノ、130bpm | genre=techno mood=dark bpm=130
勉強用のローファイ、レコードノイズ | genre=lo-fi hip hop sound=vinyl
切ないバラード、ストリングス | genre=ballad mood=nostalgic plays=strings
かわいいチップチューン、アップテンポ | genre=chiptune mood=cute tempo=fast
不気味なホラー、パイプオルガン | genre=horror mood=eerie plays=pipe organ
ロマンチックなワルツ、バイオリン | genre=waltz mood=romantic plays=violin
子守唄、オルゴール | genre=lullaby plays=music box
クリスマスソング、ベル | genre=christmas plays=bells
ファンク、スラップベースとブラス | genre=funk plays=slap bass plays=brass
情熱的なタンゴ、アコーディオン | genre=tango mood=passionate plays=accordion
レゲエ、夏の海 | genre=reggae mood=summery
雨の夜、ピアノソロ | genre=solo piano
八十年代風シンセウェイブ | genre=synthwave
勇ましい行進曲、トランペットとティンパニ | genre=march plays=trumpet plays=orchestral percussion
ヒップホップ、ベース抜き、90bpm | genre=hip hop bpm=90 no=bass
ケルト音楽、バグパイプとハープ | genre=celtic plays=bagpipes plays=harp
童謡、木琴とリコーダー、三拍子 | genre=children's music plays=xylophone plays=recorder metre=3/4
深いリバーブのシンセパッド、幻想的 | plays=synth pad mood=ethereal sound=reverb
""",
}

EDITS = {
    "es": """
más lento | bpm=68
un poco más rápido | bpm=85
añade cuerdas | plays=strings
sin batería | no=drums
quita la batería y añade un coro | no=drums plays=choir
hazlo más oscuro | darker
más alegre | happier
cambia el piano por una guitarra | not=piano
solo piano | no=drums no=bass
mantén la batería | keep_parts=drums
otra vez | reseed
deshacer | undo
más fuerte | louder
45 segundos | seconds=45
""",
    "pt": """
mais lento | bpm=68
um pouco mais rápido | bpm=85
adiciona cordas | plays=strings
sem bateria | no=drums
tira o baixo | no=bass
mais escuro | darker
mais alegre | happier
troca o piano por violão | not=piano plays=acoustic guitar
apenas piano | no=drums no=bass
mantém a bateria | keep_parts=drums
de novo | reseed
desfazer | undo
mais alto | louder
""",
    "fr": """
plus lent | bpm=68
un peu plus vite | bpm=85
ajoute des cordes | plays=strings
sans la batterie | no=drums
enlève la basse, ajoute de l'accordéon | no=bass plays=accordion
plus sombre | darker
plus joyeux | happier
remplace le piano par une guitare | not=piano
seulement du piano | no=drums no=bass
garde la batterie | keep_parts=drums
encore une fois | reseed
annule | undo
plus fort | louder
""",
    "de": """
langsamer | bpm=68
etwas schneller | bpm=85
füge Streicher hinzu | plays=strings
ohne Bass | no=bass
entferne das Schlagzeug | no=drums
dunkler | darker
viel fröhlicher | happier
ersetze das Klavier durch eine Gitarre | not=piano
nur Klavier | no=drums no=bass
behalte das Schlagzeug | keep_parts=drums
nochmal | reseed
rückgängig | undo
lauter | louder
langsamer und ohne Schlagzeug | bpm=68 no=drums
""",
    "zh": """
慢一点 | bpm=68
快一点 | bpm=92
加弦乐 | plays=strings
不要鼓 | no=drums
去掉贝斯 | no=bass
暗一点 | darker
开心一点 | happier
把钢琴换成吉他 | not=piano
只要钢琴 | no=drums no=bass
保留鼓 | keep_parts=drums
再来一次 | reseed
撤销 | undo
大声一点 | louder
加入小提琴，没有贝斯 | plays=violin no=bass
""",
    "ja": """
もっと遅く | bpm=68
少しもっと速く | bpm=85
ストリングスを追加 | plays=strings
ドラムなし | no=drums
ベースを消して | no=bass
もっと暗く | darker
もっと明るく | happier
ピアノだけ | no=drums no=bass
ドラムはそのまま | keep_parts=drums
もう一度 | reseed
元に戻して | undo
音量を上げて | louder
フルートを追加して、もっと遅く | plays=flute bpm=68
""",
}
