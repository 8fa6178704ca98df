"""Sentences for the middle of posts, each with a reader's question in other words.

Written before any of them was tried, and not to be changed to suit the engine. No title holds a
word of them; several are about the same things (dogs, shoes, rain, tea), so that no single word
finds the post.
"""

MIDDLES = (
    (
        "The dog next door learned to open our gate and now joins me for the first mile.",
        "whose dog comes along for your first mile?",
    ),
    (
        "Our old dog refuses to run on gravel, so we take the path behind the dairy.",
        "why do you go behind the dairy with the dog?",
    ),
    (
        "I only wear cotton when it is my turn to paint the clubhouse.",
        "when do you still wear cotton?",
    ),
    (
        "The washing machine ate three of my socks before I bought a mesh bag.",
        "how did you stop losing socks in the wash?",
    ),
    (
        "My left shoe always wears out first because I push off the kerb with it.",
        "how come your left shoe wears out sooner than the right?",
    ),
    (
        "I write the date of purchase on the sole of every pair with a marker.",
        "how do you remember when you bought a pair of shoes?",
    ),
    (
        "Newspaper stuffed into wet shoes dries them faster than any radiator I know.",
        "what's the quickest way to dry wet shoes?",
    ),
    (
        "My grandmother timed me with a kitchen clock that gained four minutes a day.",
        "what was wrong with the clock your grandmother timed you with?",
    ),
    (
        "The first medal I ever won turned out to be made of chocolate.",
        "what was your first medal made of?",
    ),
    (
        "We lost to the fire brigade by eleven seconds and bought them a cake.",
        "who beat you by a few seconds and got cake for it?",
    ),
    (
        "The mayor started the race with a trumpet, as the pistol was locked away.",
        "why did the mayor use a trumpet to start the race?",
    ),
    (
        "Nobody had told the ferryman about us, so the race began forty minutes late.",
        "why was there a late start with the ferryman?",
    ),
    (
        "I keep a raisin in my pocket for every lap and eat one each time round.",
        "how do you count the laps with raisins?",
    ),
    (
        "A pinch of salt in apple juice was all we drank in those years.",
        "what did you drink in the old days?",
    ),
    (
        "Cold tea with honey has never let me down on a long day out.",
        "do you carry tea or something sweeter on long days?",
    ),
    (
        "The lady at the kiosk pours me a cup of tea before I have even stopped.",
        "who has a cup of tea ready for you at the kiosk?",
    ),
    (
        "I dropped my keys into a drain and got them back with a magnet and some string.",
        "how did you get your keys out of the drain?",
    ),
    ("Since that evening a spare key hangs in the apple tree.", "where do you hide the spare key?"),
    (
        "My brother laughed at my hat until hail the size of marbles fell on his head.",
        "what made your brother stop laughing about the hat?",
    ),
    (
        "Two farmers asked whether I was being chased and offered me a lift.",
        "did anyone ever offer you a lift because they thought you were being chased?",
    ),
    (
        "The geese by the weir attack anything yellow, so I leave that shirt at home.",
        "which shirt should I not wear near the geese?",
    ),
    (
        "A heron stood on the bridge for so long that I took it for a statue.",
        "what did you mistake for a statue on the bridge?",
    ),
    (
        "Cows are curious rather than cross, and walking past slowly is all they ask.",
        "how do you get past cows?",
    ),
    (
        "I talk to horses before I overtake them, because a silent runner frightens them.",
        "should I say something when overtaking horses?",
    ),
    (
        "The tunnel is flooded every April and the detour adds nearly two miles.",
        "how much longer is it when the tunnel is flooded?",
    ),
    (
        "In fog I follow the white line and sing, so that cyclists hear me coming.",
        "how do cyclists notice you in fog?",
    ),
    (
        "It rained so hard that the ink on my number ran down my leg.",
        "what happened to the ink in the heavy rain?",
    ),
    (
        "Rain bothers me less than wind, which has no respect for plans.",
        "which is worse for you, the rain or the wind?",
    ),
    (
        "I learned to breathe through my nose from a clarinet player.",
        "who showed you how to breathe through the nose?",
    ),
    (
        "The choir meets on Tuesdays, so Tuesday is when I don't run at all.",
        "why don't you run on Tuesdays?",
    ),
    (
        "My son counts the lorries we meet, and seventeen is the record.",
        "what's the record number of lorries your son counted?",
    ),
    (
        "Our daughter drew the route in crayon and left out the cemetery.",
        "what did your daughter leave out when she drew the route?",
    ),
    (
        "The dentist runs the same loop in the other direction and we always wave.",
        "who do you wave to when you meet on the loop?",
    ),
    (
        "I swapped my car for a ladder and have not regretted it.",
        "what did you get in exchange for the car?",
    ),
    (
        "A postcard from Norway persuaded me to try skis in my forties.",
        "what persuaded you to try skis?",
    ),
    (
        "My watch stopped at noon on my birthday, and I ran home by the sun.",
        "how did you find the time home after your watch stopped?",
    ),
    (
        "The radio said minus twelve, yet the milkman wore shorts.",
        "who was in shorts at minus twelve?",
    ),
    (
        "I count my steps in Welsh, which keeps me from counting too fast.",
        "in what language do you count steps?",
    ),
    (
        "The bakery sells yesterday's rolls at half price to anyone who arrives sweating.",
        "where can I get cheap rolls if I come in sweating?",
    ),
    (
        "After the flood we carried the piano upstairs and the benches outside.",
        "what did you carry upstairs after the flood?",
    ),
    (
        "I iron my shirt before a race, a superstition that my wife finds hilarious.",
        "is there any superstition before you race that your wife laughs about?",
    ),
    (
        "The librarian keeps a list of benches with a view and lends it out.",
        "who has a list of the benches with views?",
    ),
    (
        "I failed the swimming badge twice because I would not dive for the ring.",
        "why did you fail your swimming badge?",
    ),
    (
        "The moss on the north side of the steps is why I use the handrail.",
        "why do you hold the handrail on the steps?",
    ),
    (
        "A stranger pinned my bib on straight and turned out to be the bishop.",
        "who was the stranger that pinned your bib?",
    ),
    (
        "My pulse goes up more at the traffic lights than on the climb.",
        "where does your pulse rise most?",
    ),
    (
        "The old map shows a well that nobody in the village has ever found.",
        "what's on the old map that no one could find?",
    ),
    (
        "I sold my trophies at a jumble sale and kept only the wooden spoon.",
        "which trophy did you keep after the jumble sale?",
    ),
    (
        "The quarry echoes so well that I once thanked myself for a compliment.",
        "what is funny about the echo at the quarry?",
    ),
    (
        "Wearing odd gloves began as an accident and became our team's sign.",
        "how did the team come to wear odd gloves?",
    ),
)

HELD = (
    (
        "The blacksmith lets us change behind his forge on market days.",
        "who lets you change clothes behind the forge?",
    ),
    (
        "I once fell asleep on a hay cart and woke up two valleys further on.",
        "what happened when you fell asleep on the cart?",
    ),
    (
        "My aunt knits a hat for everyone who finishes last.",
        "what does your aunt make for the person who comes last?",
    ),
    (
        "The sandwich shop names a filling after each winner until the next one comes.",
        "is it true that a sandwich is named after the winner?",
    ),
    (
        "We painted the turning post white after three people had missed it.",
        "why is the turning post white?",
    ),
    (
        "The vicar rings the bell for the last runner even when it is past midnight.",
        "does the vicar ring for the last one home?",
    ),
    (
        "I keep my gloves in the freezer to kill the smell.",
        "how do you get the smell out of gloves?",
    ),
    (
        "A bowl of rice pudding the night before has never done me harm.",
        "what do you eat the night before?",
    ),
    (
        "The pedometer that came with the cereal counted every bump of the bus.",
        "what was the trouble with the pedometer from the cereal?",
    ),
    (
        "My neighbour waters his garden at six, so I time my return for a shower.",
        "how do you get a free shower from the neighbour?",
    ),
    (
        "The council moved the lamp and now the bend is darker than ever.",
        "why has the bend become darker?",
    ),
    (
        "I borrowed a wheelbarrow to bring the water bottles to the second gate.",
        "how did you get the bottles to the gate?",
    ),
    ("Our treasurer is paid in jam, three jars a season.", "what does the treasurer get paid?"),
    (
        "The puddle by the mill is deeper than it looks, ask my uncle.",
        "which puddle is deeper than it seems?",
    ),
    (
        "I left school sport because of a rope that I could not climb.",
        "why did you give up sport when you were at school?",
    ),
    (
        "A conductor stopped the train for me and pretended that the signal was red.",
        "what did the conductor do for you with the train?",
    ),
    (
        "The swans have nested on the shortcut, so add six minutes until June.",
        "for how long is the shortcut closed by swans?",
    ),
    (
        "My knees crack so loudly that the cat leaves the room.",
        "what does the cat do when your knees crack?",
    ),
    (
        "I paid the entry fee in coins that my nephew had saved in a boot.",
        "who had saved the coins for the entry fee?",
    ),
    (
        "The cobbler glues the heel while I wait and talks about opera.",
        "what does the cobbler talk about?",
    ),
    (
        "Somebody had turned the arrow round and half the field ended up in a nursery.",
        "where did half the field end up after the arrow was turned?",
    ),
    (
        "I sleep with the window open in all seasons, which my wife endures.",
        "do you sleep with an open window?",
    ),
    (
        "The stopwatch of my father still works if you shake it.",
        "does your father's stopwatch still work?",
    ),
    (
        "A swarm of bees on the stile made me try the ditch instead.",
        "why did you go through the ditch?",
    ),
    (
        "Every January I give one jacket away and buy none.",
        "what do you do each January with a jacket?",
    ),
    (
        "The tailor shortened my leggings for free when he heard the story.",
        "who shortened your leggings?",
    ),
    (
        "I still owe the boatman for the night when the bridge was closed.",
        "whom do you owe money since the bridge was closed?",
    ),
    (
        "The smell of the brewery tells me which way the wind is blowing.",
        "how can you tell the direction of the wind?",
    ),
    (
        "My sister reads audiobooks for a living and I test them on long Sundays.",
        "what is your sister's job?",
    ),
    (
        "A policeman asked me for my licence when I overtook his bicycle.",
        "what did the policeman want when you overtook him?",
    ),
    ("The carpenter made us a podium out of an old wardrobe.", "what was the podium made from?"),
    (
        "I gave up coffee for a month and only my mood got slower.",
        "what changed when you gave up coffee?",
    ),
    (
        "The twins swapped bibs halfway and nobody noticed until the prizes.",
        "when did anybody notice that the twins had swapped?",
    ),
    (
        "On the last day of term the pupils chase the headmaster round the pond.",
        "who gets chased around the pond?",
    ),
    ("Mint growing by the stile is what I rub on midge bites.", "what do you use on midge bites?"),
    (
        "The astronomer in our group knows the way home by Orion.",
        "how does the astronomer know the way home?",
    ),
    ("I mark the frozen spots with flour from my rucksack.", "how do you mark frozen spots?"),
    (
        "My first trainer weighed the apples we ate and wrote it in a ledger.",
        "what did your first trainer weigh?",
    ),
    ("A parrot at the inn has learned to shout my finishing time.", "what does the parrot shout?"),
    (
        "The bus driver flashes his lights twice when the level crossing is down.",
        "what does it mean when the bus driver flashes his lights?",
    ),
    ("I patched my rucksack with a piece of a sail.", "what did you patch the rucksack with?"),
    (
        "The lodger took my bed when I came home a day late.",
        "what did the lodger do when you came home late?",
    ),
    (
        "Our scales show two stones too little, and everybody loves them.",
        "why does everyone love your scales?",
    ),
    (
        "I rang the wrong doorbell in the dark and was given soup.",
        "what were you given at the wrong door?",
    ),
    (
        "The echo sounder on the barge scared the ducks off the track.",
        "what scared the ducks away?",
    ),
    ("A gardener taught me to warm my hands in compost.", "how do you warm your hands?"),
    (
        "The engraver misspelt my name, so officially I have never won.",
        "why have you officially never won?",
    ),
    (
        "We toss a beer mat to decide who carries the tent.",
        "how do you decide who carries the tent?",
    ),
    (
        "The butcher's scales weigh my parcel before I post it to the islands.",
        "where do you get your parcel weighed?",
    ),
    ("I learned patience from waiting for the drawbridge at Easter.", "what taught you patience?"),
)
"""Written after the index's weights had been tried on `MIDDLES`, and before any was asked."""
