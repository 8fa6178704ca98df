"""A small set of intents for the tests of this folder."""

EXAMPLES = {
    "video.where": [
        "where is the video",
        "I can't see the clip",
        "which page has the video on it",
        "the video doesn't load",
        "link to the video please",
        "video missing on my phone",
    ],
    "video.length": [
        "how long is the video",
        "how many minutes is the clip",
        "is it a long video",
        "what is the running time of the clip",
        "length of the film",
        "is it over ten minutes",
    ],
    "pdf.free": [
        "is the pdf free",
        "do I have to pay for the download",
        "what does the pdf cost",
        "is there a charge for the workouts",
        "free download?",
        "price of the strength pdf",
    ],
    "pdf.where": [
        "where do I get the pdf",
        "send me the download",
        "I can't find the pdf",
        "link to the strength workouts",
        "the download link is broken",
        "how do I open the pdf",
    ],
    "running.now": [
        "can I run with this",
        "should I stop running",
        "is it safe to go for a jog",
        "may I keep training",
        "do I need to rest from running",
        "ok to race on sunday",
    ],
    "running.shoes": [
        "which shoes should I wear",
        "do new trainers help",
        "are cushioned shoes better",
        "would insoles fix it",
        "what footwear do you recommend",
        "can shoes cause this",
    ],
}
TITLES = {
    "video.where": "Where is the video?", "video.length": "How long is the video?",
    "pdf.free": "Is the PDF free?", "pdf.where": "Where is the PDF?",
    "running.now": "Can I run?", "running.shoes": "Which shoes?",
}  # fmt: skip
GROUPS = {name: name.split(".")[0] for name in EXAMPLES}
X = [text for texts in EXAMPLES.values() for text in texts]
Y = [name for name, texts in EXAMPLES.items() for _ in texts]
NEGATIVES = ["what's the capital of France", "tell me a joke", "book me a table for two",
             "how tall is the tower", "sing a song"]  # fmt: skip
ASKED = ["where can I find the vidoe", "do i pay for the pdf", "is it okay to run tomorrow",
         "wich shoes", "", "?!", "123", "καλημέρα", "video " * 600, "a" * 5000]  # fmt: skip
