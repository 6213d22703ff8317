// The front end of a quiz question. It never knows the key: it sends a pick
// to Python, and Python replies with the outcome and the explanations.

const ICONS = { right: "✓", wrong: "✗", partly: "◐", answered: "✓", note: "!" };
const PATIENCE = 1500; // milliseconds before we say that Python is silent
const MIME = "application/vnd.rnn-course.pick+json";
const HOME = "rnn_course"; // in the notebook's metadata: what outlives cleared outputs
let serial = 0;

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "html") node.innerHTML = value; // made safe in Python
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

function choices(question, name, changed) {
  const type = question.kind === "several" ? "checkbox" : "radio";
  const list = element("div", { class: "rnnc-choices" });
  for (const part of question.parts) {
    const input = element("input", { type, name, value: part.letter, onchange: changed });
    list.append(
      element("label", { class: "rnnc-choice", "data-letter": part.letter }, input,
        element("span", { class: "rnnc-letter", "aria-hidden": "true" }, part.letter),
        element("span", { class: "rnnc-text", html: part.html }),
        element("span", { class: "rnnc-mark" })),
    );
  }
  const inputs = () => [...list.querySelectorAll("input")];
  const picked = () => inputs().filter((input) => input.checked).map((input) => input.value);
  return {
    node: list,
    read: () => (type === "radio" ? picked()[0] ?? null : picked()),
    write: (pick) => inputs().forEach((input) => { input.checked = [pick].flat().includes(input.value); }),
  };
}

function number(question, name, changed) {
  const input = element("input", {
    type: "text", inputmode: "decimal", id: name, autocomplete: "off",
    class: "rnnc-number", oninput: changed, "aria-describedby": `${name}-unit`,
  });
  const node = element("div", { class: "rnnc-field" },
    element("label", { for: name }, "Your number"), input,
    element("span", { id: `${name}-unit`, class: "rnnc-unit" }, question.unit));
  return {
    node,
    read: () => input.value.trim() || null,
    write: (pick) => { input.value = pick ?? ""; },
  };
}

function order(question, name, changed, announce) {
  const list = element("ol", { class: "rnnc-steps" });
  const letters = () => [...list.children].map((item) => item.dataset.letter);
  const refresh = () => [...list.children].forEach((item, place, all) => {
    item.querySelector(".rnnc-up").setAttribute("aria-disabled", place === 0);
    item.querySelector(".rnnc-down").setAttribute("aria-disabled", place === all.length - 1);
  });
  const move = (item, button, by) => {
    const place = [...list.children].indexOf(item);
    const other = list.children[place + by];
    if (!other) return;
    if (by < 0) other.before(item); else other.after(item);
    refresh();
    button.focus(); // the same button stays in hand
    changed();
    announce(`Step ${item.dataset.letter} is now number ${place + by + 1} of ${list.children.length}.`);
  };
  for (const part of question.parts) {
    const item = element("li", { class: "rnnc-step", "data-letter": part.letter });
    const button = (word, sign, by) => element("button", {
      type: "button", class: `rnnc-move rnnc-${word}`,
      "aria-label": `Move step ${part.letter} ${word}`, title: `Move ${word}`,
      onclick: (event) => move(item, event.currentTarget, by),
    }, sign);
    item.append(
      element("span", { class: "rnnc-letter", "aria-hidden": "true" }, part.letter),
      element("span", { class: "rnnc-text", html: part.html }),
      element("span", { class: "rnnc-mark" }),
      element("span", { class: "rnnc-moves" }, button("up", "↑", -1), button("down", "↓", 1)),
    );
    list.append(item);
  }
  refresh();
  return {
    node: list,
    read: letters,
    write: (pick) => {
      const items = Object.fromEntries([...list.children].map((item) => [item.dataset.letter, item]));
      for (const letter of pick ?? []) if (items[letter]) list.append(items[letter]);
      refresh();
    },
  };
}

function reread(section, form, announce) {
  const go = () => {
    const page = form.closest(".jp-Notebook") ?? document;
    const wanted = section.replace(/\s+/g, " ").trim();
    const heading = [...page.querySelectorAll("h1, h2, h3, h4")].find(
      (node) => node.textContent.replace(/¶\s*$/, "").replace(/\s+/g, " ").trim() === wanted);
    if (!heading) return announce(`Look for the heading “${section}” above.`);
    heading.setAttribute("tabindex", "-1");
    heading.scrollIntoView({ block: "start" });
    heading.focus();
  };
  return element("p", { class: "rnnc-reread" }, "Reread: ",
    element("button", { type: "button", class: "rnnc-link", onclick: go }, section));
}

function noteNode(note) {
  const sign = note.right === true ? ICONS.right : note.right === false ? ICONS.wrong : null;
  const word = note.right === true ? "right" : note.right === false ? "wrong" : "";
  return element("li", { class: `rnnc-note ${word && `rnnc-is-${word}`}` },
    note.letter ? element("span", { class: "rnnc-letter" }, note.letter) : null,
    element("div", {},
      note.letter && sign ? element("span", { class: "rnnc-sign" }, `${sign} ${word}`) : null,
      element("div", { html: note.html })));
}

// Where a pick is kept. In JupyterLab the notebook itself is within reach (`context`):
// the pick goes into its metadata and into the cell's output, then the notebook is saved.
// Whether it is in the file, Python says, who has read the file.

const contextOf = (model) => {
  const context = model.widget_manager?.context;
  return context?.model?.setMetadata && context.save ? context : null;
};

function keptIn(context, name) {
  return context.model.getMetadata(HOME)?.picks?.[name];
}

function keep(model) {
  const context = contextOf(model);
  const saved = model.get("saved");
  if (!context || !saved?.question || saved.pick == null) return false;
  const { question, lesson, pick, attempts, at = 0 } = saved; // times are kept since version 2
  const before = keptIn(context, question);
  if (before && before.at >= at) return false;
  const home = context.model.getMetadata(HOME) ?? {};
  const picks = { ...home.picks, [question]: { lesson, pick, attempts, at } };
  context.model.setMetadata(HOME, { ...home, version: 1, picks });
  tellOutput(context, question, model.get("kept"));
  return true;
}

function tellOutput(context, question, data) {
  for (const cell of context.model.cells) {
    const named = cell.getMetadata("nbgrader")?.grade_id === `quiz-${question}`;
    for (let place = 0; named && place < (cell.outputs?.length ?? 0); place++) {
      const output = cell.outputs.get(place).toJSON();
      const old = output.data?.[MIME];
      if (old?.question === question && old.at !== data[MIME]?.at)
        cell.outputs.set(place, { ...output, data });
    }
  }
}

// JupyterLab takes two saves at once for a change by somebody else, and asks what to do.
// So ours waits for one that is on its way, autosave rests during ours (it looks at
// `dirty`), and Ctrl + S is held back until ours is done.
const DESK = Symbol.for("rnn-course-saving"); // on the context: one for all questions

function deskOf(context) {
  if (!context[DESK]) {
    const desk = { busy: false, ours: false, wanted: false };
    context[DESK] = desk;
    context.saveState.connect((_, state) => { desk.busy = state === "started"; });
    window.addEventListener("keydown", (event) => {
      const save = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
      if (!save || !desk.ours) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      desk.wanted = true;
    }, true);
  }
  return context[DESK];
}

async function save(context) {
  const desk = deskOf(context);
  await new Promise((resolve) => setTimeout(resolve, 100)); // of several, one saves
  for (let patience = 100; desk.busy && patience; patience--)
    await new Promise((resolve) => setTimeout(resolve, 50));
  if (desk.ours || (!context.model.dirty && !desk.wanted)) return;
  Object.assign(desk, { ours: true, wanted: false });
  context.model.dirty = false;
  try {
    await context.save();
  } catch { // JupyterLab has said why
    context.model.dirty = true;
    return;
  } finally {
    desk.ours = false;
  }
  if (desk.wanted || context.model.dirty) await save(context);
}

// Where Python is silent (busy, ended, not yet started), the file is read here.
async function fileHolds(context, { question, pick, at = 0 }) {
  const { baseUrl, token } = context.sessionContext.sessionManager.serverSettings;
  const place = context.path.split("/").map(encodeURIComponent).join("/");
  const headers = token ? { Authorization: `token ${token}` } : {};
  const answer = await fetch(`${baseUrl}api/contents/${place}?content=1`, { headers });
  const { content } = await answer.json();
  const outputs = content.cells.flatMap((cell) => cell.outputs ?? []);
  const kept = [content.metadata[HOME]?.picks?.[question],
    ...outputs.map((output) => output.data?.[MIME]).filter((data) => data?.question === question)];
  const latest = kept.filter(Boolean).sort((one, other) => (one.at ?? 0) - (other.at ?? 0)).at(-1);
  return (latest?.at ?? 0) === at && JSON.stringify(latest?.pick) === JSON.stringify(pick);
}

function homeOf(model, found) {
  if (found) return "in the file";
  if (found === null) return "in the file as soon as you have saved the notebook";
  return contextOf(model) ? "not yet in the file: save the notebook (Ctrl + S)"
    : "not yet in the file: save the notebook";
}

function render({ model, el }) {
  const question = model.get("question");
  const name = `rnnc-${question.id}-${++serial}`;
  const result = element("div", { class: "rnnc-result", role: "status", "aria-live": "polite" });
  const quiet = element("div", { class: "rnnc-hidden", role: "status", "aria-live": "polite" });
  const announce = (text) => { quiet.textContent = text; };
  const form = element("form", { class: "rnnc-quiz", novalidate: "" });
  let timer = null;
  let waiting = null;

  const clear = () => {
    delete form.dataset.outcome;
    form.querySelectorAll("[data-mark]").forEach((node) => {
      node.removeAttribute("data-mark");
      node.querySelector(".rnnc-mark").textContent = "";
    });
  };
  const changed = () => { clear(); result.replaceChildren(); };
  const kinds = { number, order };
  const input = (kinds[question.kind] ?? choices)(question, name, changed, announce);

  const say = (outcome, text) => {
    clear();
    form.dataset.outcome = outcome;
    result.replaceChildren(headline(outcome, text));
  };
  const headline = (outcome, text) => element("p", { class: "rnnc-headline" },
    element("span", { class: "rnnc-icon", "aria-hidden": "true" }, ICONS[outcome] ?? ICONS.note), text);

  const show = () => {
    const reply = model.get("reply");
    clearTimeout(timer);
    if (!reply.headline) return;
    say(reply.outcome, reply.headline);
    for (const note of reply.notes ?? []) {
      const part = note.letter && form.querySelector(`[data-letter="${note.letter}"]`);
      if (!part || note.right == null) continue;
      part.dataset.mark = note.right ? "right" : "wrong";
      part.querySelector(".rnnc-mark").textContent = note.right ? "✓ right" : "✗ wrong";
    }
    if (reply.notes?.length) result.append(element("ul", { class: "rnnc-notes" }, ...reply.notes.map(noteNode)));
    if (reply.section) result.append(reread(reply.section, form, announce));
    if (reply.status) result.append(element("p", { class: "rnnc-status" }, reply.status, where));
    place();
  };
  // Where the pick is: asked when it may have changed, and told as soon as it is known.
  const where = element("span", { class: "rnnc-where" });
  let found;
  const place = () => {
    const silent = model.get("reply").overruled || found === undefined;
    where.textContent = silent ? "." : ` · ${homeOf(model, found)}.`;
  };
  let unanswered = null;
  const know = (answer) => {
    clearTimeout(unanswered);
    unanswered = null;
    found = answer;
    place();
  };
  const readFile = (context) => {
    unanswered = null;
    fileHolds(context, model.get("saved")).then(know, () => {});
  };
  const look = () => {
    const context = contextOf(model);
    if (context) unanswered ??= setTimeout(readFile, PATIENCE, context); // looks that follow do not put it off
    try {
      model.send({ kind: "look", path: context?.path ?? "" });
    } catch { // its kernel has ended
    }
  };
  const told = (message) => { if (message.kind === "found") know(message.in_file); };
  const seen = () => { if (!document.hidden && model.get("saved")?.question) look(); };
  const store = (_, state) => { if (state === "completed") seen(); };
  const check = (event) => {
    event.preventDefault();
    const pick = input.read();
    if (pick === null || pick.length === 0) return say("note", "Pick an answer first.");
    clearTimeout(timer);
    timer = setTimeout(() => say("note",
      "Python has not replied yet. If you have just opened this notebook, run the cell near its top that imports rnn_course, then this one."), PATIENCE);
    asked = true;
    model.send({ kind: "answer", pick, path: contextOf(model)?.path ?? "" });
  };
  let asked = false;
  const answered = () => {
    found = model.get("pick") == null ? found : false;
    if (model.get("reply").count) input.write(model.get("pick")); // perhaps another window's
    show();
    const context = contextOf(model);
    if (keep(model) && asked) save(context).finally(seen);
    else seen();
    asked = false;
  };

  form.append(
    element("fieldset", {},
      element("legend", {},
        element("span", { class: "rnnc-kind" }, question.label),
        element("span", { class: "rnnc-question", html: question.legend })),
      element("div", { class: "rnnc-body", html: question.body }),
      input.node),
    element("button", { type: "submit", class: "rnnc-check" }, question.button),
    result, quiet,
  );
  form.addEventListener("submit", check);
  form.addEventListener("keydown", (event) => { // browsers differ on Enter in a field
    const plain = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === "Enter" && plain && event.target.matches("input")) check(event);
  });
  // JupyterLab's own keys (arrows, Enter) rest inside the form, save and run do not.
  const shortcuts = (event) => {
    const passes = event.ctrlKey || event.metaKey || (event.shiftKey && event.key === "Enter");
    if (form.contains(event.target)) event.target.toggleAttribute("data-lm-suppress-shortcuts", !passes);
  };
  window.addEventListener("keydown", shortcuts, true);
  el.append(form);
  input.write(model.get("pick"));
  show();

  // The saved answer is also a line of text in the cell's output, for readers
  // without this widget; where the widget is alive it need not be said twice.
  let output = null;
  const settle = requestAnimationFrame(() => {
    output = form.closest(".jp-OutputArea");
    output?.classList.add("rnnc-live");
  });
  model.on("change:reply", answered);
  model.on("msg:custom", told);
  contextOf(model)?.saveState.connect(store);
  window.addEventListener("focus", seen);
  document.addEventListener("visibilitychange", seen);
  if (!contextOf(model)) waiting = setInterval(() => { if (found === false) seen(); }, 5000);
  if (model.get("saved")?.question) { keep(model); seen(); }
  return () => {
    contextOf(model)?.saveState.disconnect(store);
    window.removeEventListener("focus", seen);
    document.removeEventListener("visibilitychange", seen);
    clearInterval(waiting);
    clearTimeout(unanswered);
    model.off("msg:custom", told);
    clearTimeout(timer);
    cancelAnimationFrame(settle);
    window.removeEventListener("keydown", shortcuts, true);
    output?.classList.remove("rnnc-live");
    model.off("change:reply", answered);
  };
}

export default { render };
