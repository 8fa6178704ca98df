/* <reader-assistant>: asks a site's reader assistant, and shows what it says and where it stands.
 *
 *   <script type="module" src="https://…/widget.js" integrity="sha384-…" crossorigin></script>
 *   <reader-assistant country="GB"></reader-assistant>
 *
 * Attributes: inline (no launcher), country, server (default: where this file is), remember (the
 * conversation survives a reload, in sessionStorage), theme ("light", "dark"), open, and text-NAME
 * for every entry of TEXTS below ("text-send"). Styling: custom properties --ra-*, ::part(…).
 * Sets no cookie, asks no other host, makes no inline style or script: a strict policy
 * (script-src and connect-src naming the server) is enough. MIT licence.
 */

const TEXTS = {
  title: "Ask this site",
  launch: "Ask a question",
  notice:
    "I'm an automated guide to this site, not a person and not a clinician. I only show what " +
    "this site says, and I can't diagnose. Nothing you type is stored.",
  starters: "For example:",
  also: "You could also ask:",
  pick: "Pick one:",
  none: "None of these",
  label: "Your question",
  hint: "Enter sends, Shift and Enter makes a new line.",
  send: "Send",
  again: "Start again",
  close: "Close",
  retry: "Try again",
  busy: "Looking…",
  you: "You:",
  bot: "Assistant:",
  sources: "Where this comes from",
  article: "article",
  comment: "a reader's comment",
  guidance: "background note",
  elsewhere: "opens in a new tab",
  call: "Call",
  emergencyHeading: "URGENT: get help now",
  sameDayHeading: "URGENT: get help today",
  soonHeading: "PLEASE READ FIRST",
  offline: "The assistant can't be reached just now. What you wrote is still here.",
  failed: "The assistant could not answer just now. What you wrote is still here.",
  slow: "Too many questions at once. Please wait a moment and try again.",
  long: "That is too long to read. Please shorten it, or start again.",
  emergency:
    "If you ever get numbness between the legs, new trouble with bladder or bowels, weakness or " +
    "pain in both legs, chest pain, or fever with back pain, get emergency help: {number}.",
};

// The server's helplines, so that the emergency line shows without a server too (a test compares).
const NUMBERS = {
  GB: "999 (or 112)",
  IE: "112 or 999",
  EU: "112",
  US: "911",
  CA: "911",
  AU: "000",
  NZ: "111 (in New Zealand)",
  ZZ:
    "your local emergency number (UK and Ireland 999 or 112, EU 112, US and Canada 911, " +
    "Australia 000, New Zealand 111)",
};
const EU =
  "AT BE BG HR CY CZ DK EE FI FR DE GR HU IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO";

const MAX_MESSAGE = 20000; // characters; the server's limit
const MAX_TURNS = 200; // messages; the server's limit
const PATIENCE = 15000; // milliseconds to wait for an answer
const HERE = new URL(".", import.meta.url).href;
const ADDRESS = /https?:\/\/[^\s<>"')\]]+/;
const PHONE = /\d+(?:[ -]\d+)*/; // used on safety sentences only: all their digits are numbers

const DARK = `
  --_bg: var(--ra-background, #15191b); --_fg: var(--ra-text, #eceff0);
  --_soft: var(--ra-soft, #242b2e); --_line: var(--ra-line, #94a3a8);
  --_hair: var(--ra-hairline, #3a4448);
  --_accent: var(--ra-accent, #8fd3e0); --_on: var(--ra-accent-text, #06252b);
  --_head: var(--ra-header, #0f3a43); --_headfg: var(--ra-header-text, #eceff0);
  --_urgent: var(--ra-urgent, #ff9d9d); --_urgentbg: var(--ra-urgent-background, #3a1014);
  color-scheme: dark;`;

const CSS = `
:host { --_bg: var(--ra-background, #fff); --_fg: var(--ra-text, #1c2326);
  --_soft: var(--ra-soft, #eef3f4); --_line: var(--ra-line, #6b787d);
  --_hair: var(--ra-hairline, #d5dcde);
  --_accent: var(--ra-accent, #0b5563); --_on: var(--ra-accent-text, #fff);
  --_head: var(--ra-header, var(--_accent)); --_headfg: var(--ra-header-text, var(--_on));
  --_urgent: var(--ra-urgent, #b00020); --_urgentbg: var(--ra-urgent-background, #fff1f1);
  --_radius: var(--ra-radius, .75rem); --_gap: clamp(.5rem, 4vw, 1rem);
  font: var(--ra-font, 1rem/1.5 system-ui, sans-serif); color: var(--_fg); color-scheme: light; }
@media (prefers-color-scheme: dark) { :host(:not([theme=light])) { ${DARK} } }
:host([theme=dark]) { ${DARK} }
:host([hidden]), [hidden] { display: none !important; }
:host([inline]) { display: block; }
*, ::before, ::after { box-sizing: border-box; }
button, textarea { font: inherit; color: inherit; }
button { cursor: pointer; min-block-size: 2.75rem; padding: .4rem .9rem; background: var(--_bg);
  border: 1px solid var(--_line); border-radius: var(--_radius); }
button:hover { background: var(--_soft); }
button.main { background: var(--_accent); border-color: var(--_accent); color: var(--_on);
  font-weight: 600; }
button.main:hover { filter: brightness(1.12); }
button[aria-disabled=true] { opacity: .75; cursor: progress; }
:focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; }
a { color: var(--_accent); overflow-wrap: anywhere; }
.launcher { position: fixed; inset-block-end: 1rem; inset-inline-end: 1rem;
  z-index: var(--ra-z, 2147483000); padding-inline: 1.25rem; border-radius: 2rem;
  box-shadow: 0 2px 10px #0006; }
:host([open]) .launcher { display: none; }
.panel { display: flex; flex-direction: column; background: var(--_bg); color: var(--_fg);
  border: 1px solid var(--_line); border-radius: var(--_radius); overflow: hidden;
  block-size: var(--ra-height, 40rem); max-block-size: 100dvh; min-inline-size: 0; }
.floating { position: fixed; inset-block-end: 1rem; inset-inline-end: 1rem;
  inline-size: min(var(--ra-width, 25rem), 100vw - 2rem);
  max-block-size: calc(100dvh - 2rem); z-index: var(--ra-z, 2147483000);
  box-shadow: 0 8px 32px #0005; }
.head { display: flex; flex-wrap: wrap; column-gap: .25rem; align-items: center;
  padding-block: .25rem; padding-inline: var(--_gap) .4rem; background: var(--_head); color: var(--_headfg); }
.head button { padding-inline: .6rem; background: none; border-color: transparent;
  font-size: .9em; text-decoration: underline; text-underline-offset: .2em; }
.head button:hover { border-color: currentColor; }
.head :focus-visible { outline-color: currentColor; outline-offset: -3px; }
h2 { font-size: 1.1em; line-height: 1.3; margin: 0; flex: 1 1 6rem; }
.log { flex: 1 1 auto; display: flex; flex-direction: column; overflow-y: auto;
  padding: var(--_gap); min-block-size: 4rem;
  overscroll-behavior: contain; }
.log:focus-visible { outline-offset: -3px; }
.msg { flex: none; margin-block: 0 1rem; overflow-wrap: anywhere; }
.msg p { margin-block: 0 .6rem; white-space: pre-line; }
.msg p:last-child { margin-block-end: 0; }
.reader { align-self: flex-end; max-inline-size: calc(100% - 2 * var(--_gap));
  padding: .5rem .85rem; background: var(--_soft); border: 1px solid var(--_hair);
  border-radius: var(--_radius); border-end-end-radius: .2rem; white-space: pre-wrap; }
.clip { max-block-size: 12rem; overflow-y: auto; }
blockquote { margin: 0 0 .6rem; padding: .5rem .85rem; background: var(--_soft);
  border-inline-start: 4px solid var(--_accent);
  border-start-end-radius: .4rem; border-end-end-radius: .4rem; }
h3 { margin: 0 0 .35rem; font-size: 1em; }
h3 + ol { margin: 0 0 .6rem; padding-inline-start: 1.5rem; font-size: .9em; }
li + li { margin-block-start: .25rem; }
.card { border: 3px solid var(--_urgent); border-radius: var(--_radius); padding: .85rem var(--_gap);
  background: var(--_urgentbg); margin-block-end: .6rem; }
.card:focus-visible { outline-color: var(--_urgent); }
.card h3 { color: var(--_urgent); font-size: 1.2em; line-height: 1.3; }
.card p { font-weight: 600; }
.card a { color: var(--_urgent); font-size: 1.2em; padding: .2em 0; white-space: nowrap; }
.fault { border: 2px dashed var(--_line); border-radius: var(--_radius); padding: var(--_gap); }
.fault button { margin-block-start: .6rem; }
.picks { display: flex; flex-wrap: wrap; gap: .5rem; }
.msg .picks p { flex: 1 0 100%; margin: 0; font-size: .9em; font-weight: 600; }
.picks button { text-align: start; line-height: 1.35; overflow-wrap: anywhere;
  max-inline-size: 100%; color: var(--_accent); }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; padding: .6rem var(--_gap) var(--_gap);
  border-block-start: 1px solid var(--_hair); }
.field { flex: 1 1 9rem; min-inline-size: 0; }
label { display: block; margin-block-end: .25rem; font-size: .9em; font-weight: 600; }
textarea { display: block; inline-size: 100%; min-block-size: 2.75rem; max-block-size: 8rem;
  field-sizing: content; resize: none; padding: .55rem .75rem; line-height: 1.4;
  background: var(--_bg); border: 1px solid var(--_line); border-radius: var(--_radius); }
.status { font-size: .9em; padding-inline: var(--_gap); }
.status:not(:empty) { padding-block: .25rem; }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 30rem) { .floating { inset: 0; inline-size: auto; block-size: 100dvh;
    max-block-size: none; border: 0; border-radius: 0; overflow-y: auto; }
  .floating .log { min-block-size: 9rem; } }
@media (prefers-contrast: more) { :host { --_line: currentColor; --_hair: currentColor; } }
@media (prefers-reduced-motion: no-preference) { .msg { animation: in .2s; }
  @keyframes in { from { opacity: 0; } } }
@media (forced-colors: active) { .card { outline: 3px solid; }
  button, .head button { border-color: ButtonText; } .head { border-block-end: 1px solid; } }
`;

/** An element with attributes, listeners ("onclick") and children; nothing is parsed as HTML. */
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter((c) => c !== null && c !== undefined));
  return element;
}

/** The address if it leads to the web, else "". */
function web(url) {
  try {
    return /^https?:$/.test(new URL(url).protocol) ? url : "";
  } catch {
    return "";
  }
}

/** Where the reader is, by the browser's language. en-US is how many browsers are delivered,
 *  wherever they stand: it tells nothing, and then all countries' numbers are shown. */
function guessCountry() {
  for (const tag of navigator.languages || []) {
    const region = /^[a-z]{2,3}(?:-[A-Z][a-z]{3})?-([A-Z]{2})\b/.exec(tag);
    if (region && region[1] !== "US") return region[1];
  }
  return null;
}

class ReaderAssistant extends HTMLElement {
  static observedAttributes = ["open"];

  #turns = []; // {role, text, reply?}: what is sent, and what it takes to draw it again
  #busy = null; // the AbortController of the question under way
  #made = false;
  #greeted = false;

  connectedCallback() {
    if (!this.#made) this.#make();
    this.#restore();
    if (this.#inline) this.#greet();
    if (this.hasAttribute("open")) this.open(false);
  }

  disconnectedCallback() {
    this.#busy?.abort();
  }

  attributeChangedCallback(name, before, after) {
    if (!this.#made || this.#inline || (before === null) === (after === null)) return;
    this.#show(after !== null);
  }

  /** Show the panel; the field gets the focus unless `focus` is false. */
  open(focus = true) {
    this.#greet();
    if (!this.#inline) {
      this.setAttribute("open", "");
      this.#show(true);
    }
    if (focus) this.field.focus();
  }

  /** Hide the panel; the launcher gets the focus. */
  close() {
    if (this.#inline) return;
    this.removeAttribute("open");
    this.launcher.focus();
  }

  /** Ask a question as if the reader had typed it. */
  ask(text) {
    const asked = String(text).trim();
    if (!asked || this.#busy) return;
    if (asked.length > MAX_MESSAGE) {
      this.#fault(this.#text("long"), false);
      return;
    }
    this.#drop();
    this.#turns.push({ role: "reader", text: asked });
    this.#draw(this.#turns.at(-1));
    this.field.value = "";
    this.#send();
  }

  /** Forget the conversation. */
  reset() {
    this.#busy?.abort();
    this.#busy = null;
    this.#turns = [];
    this.#keep();
    this.#wait(false);
    this.log.replaceChildren();
    this.#greeted = false;
    this.#greet();
    this.field.focus();
  }

  get #inline() {
    return this.hasAttribute("inline");
  }

  get #server() {
    return new URL(this.getAttribute("server") || HERE, document.baseURI).href.replace(/\/*$/, "/");
  }

  get #country() {
    const given = this.getAttribute("country") || "";
    return /^[A-Za-z]{2}$/.test(given) ? given.toUpperCase() : guessCountry();
  }

  #text(name) {
    const dashed = name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
    return this.getAttribute(`text-${dashed}`) || TEXTS[name];
  }

  // --- drawing
  #make() {
    this.#made = true;
    const root = this.attachShadow({ mode: "open", delegatesFocus: false });
    const sheet = new CSSStyleSheet(); // adopted sheets need no 'unsafe-inline'
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
    const t = (name) => this.#text(name);
    this.log = h("div", {
      class: "log", part: "log", role: "log", "aria-label": t("title"), tabindex: "0",
    });
    this.field = h("textarea", {
      id: "field", part: "field", rows: "1", "aria-describedby": "hint", dir: "auto",
      autocomplete: "off", onkeydown: (e) => this.#key(e),
    });
    this.button = h("button", { class: "main", part: "send", type: "submit" }, t("send"));
    this.status = h("div", { class: "status", part: "status", role: "status" });
    const submit = (e) => {
      e.preventDefault();
      this.ask(this.field.value);
    };
    const small = (name, act) =>
      h("button", { type: "button", part: name, onclick: act }, t(name));
    this.panel = h(
      "section",
      {
        id: "panel", part: "panel", class: this.#inline ? "panel" : "panel floating",
        role: this.#inline ? "region" : "dialog", "aria-labelledby": "title",
        lang: this.closest("[lang]")?.lang || "en",
      },
      h("div", { class: "head", part: "header" },
        h("h2", { id: "title", part: "title" }, t("title")),
        small("again", () => this.reset()),
        this.#inline ? null : small("close", () => this.close())),
      this.log,
      this.status,
      h("form", { part: "form", onsubmit: submit },
        h("div", { class: "field" },
          h("label", { for: "field" }, t("label")),
          this.field,
          h("span", { id: "hint", class: "unseen" }, t("hint"))),
        this.button));
    if (!this.#inline) {
      this.panel.hidden = true;
      this.panel.addEventListener("keydown", (e) => {
        if (e.key === "Escape") this.close();
      });
      this.launcher = h("button", {
        class: "launcher main", part: "launcher", type: "button", "aria-expanded": "false",
        "aria-controls": "panel",
        onclick: () => (this.hasAttribute("open") ? this.close() : this.open()),
      }, t("launch"));
      root.append(this.launcher);
    }
    root.append(this.panel);
  }

  #show(open) {
    this.panel.hidden = !open;
    this.launcher.setAttribute("aria-expanded", String(open));
  }

  /** First contact: what this is, and what it isn't; then questions to begin with. */
  async #greet() {
    if (this.#greeted) return;
    this.#greeted = true;
    if (this.#turns.length) return;
    this.#add(h("div", { class: "msg", part: "notice" }, h("p", {}, this.#text("notice"))));
    try {
      const query = this.#country ? `?country=${this.#country}` : "";
      const answer = await fetch(`${this.#server}api/hello${query}`, this.#plain());
      const { starters } = await answer.json();
      if (answer.ok && !this.#turns.length) this.#offer(this.#text("starters"), starters);
    } catch {
      // without a server there is nothing to begin with; asking will tell
    }
  }

  #add(element) {
    this.log.append(element);
    // the beginning of a long answer stays in sight, and a short question above it
    const asked = element.previousElementSibling;
    const first = asked?.matches(".reader") && asked.offsetHeight < 100 ? asked : element;
    this.log.scrollTop = first.offsetTop - this.log.offsetTop - 12;
    return element;
  }

  #draw(turn) {
    const mine = turn.role === "reader";
    const who = h("span", { class: "unseen" }, this.#text(mine ? "you" : "bot"), " ");
    if (mine) {
      const long = turn.text.length > 1000;
      const box = { class: `msg reader${long ? " clip" : ""}`, part: "question", dir: "auto" };
      if (long) box.tabindex = "0";
      this.#add(h("div", box, who, turn.text));
    } else this.#reply(turn.reply, who);
  }

  #reply(reply, who) {
    const urgent = reply.kind === "urgent";
    const heading = { emergency: "emergencyHeading", same_day: "sameDayHeading" }[reply.urgency];
    const box = h("div", { class: "msg", part: "answer", lang: "en", dir: "auto" }, who);
    // heading, colour and words; an urgent card is read out at once and takes the focus
    const card = h("section", {
      class: "card", part: urgent ? "urgent" : "warning", role: urgent ? "alert" : "group",
      tabindex: "-1", "aria-labelledby": `card-${this.#turns.length}`,
    }, h("h3", { id: `card-${this.#turns.length}` }, this.#text(heading || "soonHeading")));
    for (const part of reply.parts) {
      const warns = urgent || /^safety\.(soon|warning)/.test(part.id);
      if (warns && !card.parentNode) box.append(card);
      (warns ? card : box).append(
        part.type === "quote" ? this.#quote(part, reply) : this.#phrase(part));
    }
    if (reply.sources.length) {
      box.append(h("h3", {}, this.#text("sources")),
        h("ol", { part: "sources" }, ...reply.sources.map((s) => h("li", {}, this.#source(s)))));
    }
    this.#add(box);
    if (reply.suggestions.length) {
      const choosing = reply.kind === "clarify";
      const all = choosing ? [...reply.suggestions, this.#text("none")] : reply.suggestions;
      this.#offer(this.#text(choosing ? "pick" : "also"), all, box);
    }
    if (urgent) card.focus({ preventScroll: true });
  }

  #quote(part, reply) {
    const source = reply.sources[part.source] || {};
    const url = web(source.url);
    return h("blockquote", { part: "quote", cite: url || null },
      h("p", {}, `“${part.text}”\u00a0`, this.#link(url, `[${part.source + 1}]`,
        `${source.title || ""} [${part.source + 1}]`)));
  }

  #phrase(part) {
    const safety = part.id.startsWith("safety.");
    const p = h("p", {});
    const pattern = new RegExp(`${ADDRESS.source}${safety ? `|${PHONE.source}` : ""}`, "g");
    let at = 0;
    for (const m of part.text.matchAll(pattern)) {
      const found = m[0].startsWith("http") ? m[0].replace(/[.,;]+$/, "") : m[0];
      p.append(part.text.slice(at, m.index),
        found.startsWith("http") ? this.#link(web(found), found)
          : h("a", { href: `tel:${found.replace(/\D/g, "")}`, part: "phone",
              "aria-label": `${this.#text("call")} ${found}` }, found));
      at = m.index + found.length;
    }
    p.append(part.text.slice(at));
    return p;
  }

  #link(url, words, label) {
    if (!url) return h("span", {}, words);
    // on the page that is open a source scrolls to its words; others open beside it
    const here = url.split("#")[0] === location.href.split("#")[0];
    const note = here ? "" : ` (${this.#text("elsewhere")})`;
    return h("a", {
      href: url, part: "source", target: here ? null : "_blank", rel: "noopener noreferrer",
      "aria-label": label ? label + note : null,
    }, words, label || here ? null : h("span", { class: "unseen" }, note));
  }

  #source(source) {
    const kind = TEXTS[source.kind] ? this.#text(source.kind) : source.kind;
    const about = [kind, source.date].filter(Boolean).join(", ");
    return h("span", {}, this.#link(web(source.url), source.title), ` (${about})`);
  }

  #offer(lead, titles, into = null) {
    const buttons = titles.map((title) =>
      h("button", { type: "button", part: "suggestion", onclick: () => this.#pick(title) }, title));
    const picks = h("div", { class: "picks", part: "suggestions", role: "group",
      "aria-label": lead }, h("p", {}, lead), ...buttons);
    if (into) into.append(picks);
    else this.log.append(h("div", { class: "msg" }, picks));
  }

  #pick(title) {
    this.ask(title);
    this.field.focus();
  }

  /** Take away what only the last message offered: suggestions, and faults. */
  #drop() {
    for (const old of this.log.querySelectorAll(".picks, .fault")) old.remove();
  }

  // --- asking
  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.ask(this.field.value);
  }

  #plain() {
    return { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store" };
  }

  async #send() {
    const mine = new AbortController();
    this.#busy = mine;
    this.#wait(true);
    const timer = setTimeout(() => mine.abort("slow"), PATIENCE);
    let fault = null;
    let reply = null;
    try {
      this.#trim();
      const messages = this.#turns.map(({ role, text }) => ({ role, text }));
      const country = this.#country;
      const answer = await fetch(`${this.#server}api/reply`, {
        ...this.#plain(), method: "POST", headers: { "content-type": "application/json" },
        body: JSON.stringify(country ? { messages, country } : { messages }), signal: mine.signal,
      });
      const body = await answer.json();
      if (answer.ok) reply = body;
      else fault = { 413: "long", 422: "long", 429: "slow" }[answer.status] || "failed";
    } catch {
      fault = "offline";
    }
    clearTimeout(timer);
    if (this.#busy !== mine) return; // started afresh meanwhile
    this.#busy = null;
    this.#wait(false);
    if (fault) {
      this.#fault(this.#text(fault), fault !== "long");
      if (fault === "long") this.#turns.pop(); // it would be refused again with every question
      return;
    }
    this.#turns.push({ role: "assistant", text: reply.text, reply });
    this.#keep();
    this.#draw(this.#turns.at(-1));
  }

  /** Keep below the server's limit: the oldest go, what was urgent stays. */
  #trim() {
    while (this.#turns.length > MAX_TURNS - 1) {
      const calm = this.#turns.findIndex(
        (t, i) => t.role === "reader" && this.#turns[i + 1]?.reply?.urgency === "none");
      this.#turns.splice(Math.max(calm, 0), 2);
    }
  }

  #wait(on) {
    this.button.setAttribute("aria-disabled", String(on));
    this.panel.setAttribute("aria-busy", String(on));
    clearTimeout(this.timer);
    this.status.textContent = "";
    if (on) this.timer = setTimeout(() => (this.status.textContent = this.#text("busy")), 200);
  }

  /** Something went wrong: what, the emergency line all the same, and a way to try again. */
  #fault(words, again) {
    const country = this.#country;
    const place = country === "UK" ? "GB" : country;
    const number = NUMBERS[place] || (EU.includes(place) ? NUMBERS.EU : NUMBERS.ZZ);
    const line = this.#text("emergency").replace("{number}", number);
    const retry = () => {
      this.#drop();
      this.field.focus();
      if (!this.#busy) this.#send();
    };
    this.#drop();
    this.#add(h("div", { class: "msg fault", part: "fault", role: "alert" },
      h("p", {}, words),
      this.#phrase({ id: "safety.net", text: line }),
      again ? h("button", { type: "button", part: "retry", onclick: retry },
        this.#text("retry")) : null));
  }

  // --- remembering
  get #place() {
    return `reader-assistant:${this.#server}`;
  }

  #keep() {
    if (!this.hasAttribute("remember")) return;
    try {
      sessionStorage.setItem(this.#place, JSON.stringify(this.#turns));
    } catch {
      // full or forbidden: then it isn't remembered
    }
  }

  #restore() {
    if (!this.hasAttribute("remember") || this.#turns.length) return;
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.#place) || "[]");
      for (const turn of kept) {
        this.#turns.push(turn);
        this.#draw(turn);
      }
    } catch {
      this.#turns = [];
    }
  }
}

if (!customElements.get("reader-assistant")) {
  customElements.define("reader-assistant", ReaderAssistant);
}
