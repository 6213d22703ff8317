// An extension of JupyterLab, small enough to be written without its build tools.

// Where the window is narrow, the panel on the left would leave the notebook a sliver.
const keepWidth = (app) => {
  const narrow = window.matchMedia("(max-width: 760px)");
  const close = () => { if (narrow.matches) app.shell.collapseLeft(); };
  narrow.addEventListener("change", close);
  app.restored.then(close);
};

// A notebook that is opened is told its kernel's name and version. That is no edit of a
// learner's: as long as all else is as it was, the tab does not call it unsaved.
const parts = (model) => {
  const { metadata, ...rest } = model.toJSON();
  const { kernelspec, language_info, ...own } = metadata;
  return [[kernelspec, language_info], [rest, own]].map((part) => JSON.stringify(part));
};

const known = new WeakSet();

const calm = async ({ context } = {}) => {
  if (!context?.path?.endsWith(".ipynb") || known.has(context)) return;
  known.add(context);
  await context.ready;
  let [kernel, rest] = parts(context.model);
  context.model.stateChanged.connect((model, { name, newValue }) => {
    if (name !== "dirty") return;
    const now = parts(model);
    const isOnlyKernel = newValue && now[0] !== kernel && now[1] === rest;
    if (isOnlyKernel || !newValue) [kernel, rest] = now;
    if (isOnlyKernel) model.dirty = false;
  });
};

const plugin = {
  id: "rnn-course:narrow",
  autoStart: true,
  activate: (app) => { // JupyterLab waits for this function, so it waits for none
    keepWidth(app);
    app.shell.currentChanged?.connect((_, { newValue }) => calm(newValue ?? undefined));
    app.restored.then(() => [...app.shell.widgets("main")].forEach(calm));
  },
};

window._JUPYTERLAB = window._JUPYTERLAB ?? {};
window._JUPYTERLAB["rnn-course"] = {
  init: () => {},
  get: async () => () => ({ __esModule: true, default: plugin }),
};
