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
