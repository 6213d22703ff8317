// An extension of JupyterLab, small enough to be written without its build tools: where
// the window is narrow, the panel on the left would leave the notebook a sliver.

const plugin = {
  id: "rnn-course:narrow",
  autoStart: true,
  activate: (app) => {
    const narrow = window.matchMedia("(max-width: 760px)");
    const close = () => { if (narrow.matches) app.shell.collapseLeft(); };
    narrow.addEventListener("change", close);
    app.restored.then(close); // JupyterLab waits for this function, so it waits for none
  },
};

window._JUPYTERLAB = window._JUPYTERLAB ?? {};
window._JUPYTERLAB["rnn-course"] = {
  init: () => {},
  get: async () => () => ({ __esModule: true, default: plugin }),
};
