// Shows the picture that the kernel drew, and the words that stand for it.

function show(model, image) {
  const blob = new Blob([model.get("png")], { type: "image/png" });
  const before = image.src;
  image.src = URL.createObjectURL(blob);
  image.alt = model.get("alt");
  if (before) URL.revokeObjectURL(before);
}

// ipywidgets gives its slider handles no accessible name; take the label's.
function nameSliders(container) {
  for (const control of container.querySelectorAll(".widget-slider")) {
    const label = control.querySelector(".widget-label");
    const readout = control.querySelector(".widget-readout");
    const handle = control.querySelector('[role="slider"]');
    if (!label || !handle) continue;
    handle.setAttribute("aria-label", label.textContent);
    if (readout && !readout.hasAttribute("aria-label"))
      readout.setAttribute("aria-label", `${label.textContent}, type a value`);
  }
}

function watchSliders(el) {
  const container = el.closest(".rnn-live-figure");
  if (!container) return requestAnimationFrame(() => watchSliders(el));
  nameSliders(container);
  const observer = new MutationObserver(() => nameSliders(container));
  observer.observe(container, { childList: true, subtree: true });
  setTimeout(() => observer.disconnect(), 5000);
}

function render({ model, el }) {
  const figure = document.createElement("figure");
  figure.style.cssText = "margin: 0; overflow-x: auto;";
  const image = document.createElement("img");
  image.width = model.get("width");
  const least = Math.round((2 / 3) * model.get("width")); // smaller, its words are not read
  image.style.cssText = `max-width: max(100%, ${least}px); height: auto; display: block;`;
  const words = document.createElement("figcaption");
  words.setAttribute("aria-live", "polite");
  words.style.cssText = "max-width: 60em; line-height: 1.5; min-height: 3em;";
  figure.append(image, words);
  el.append(figure);

  const showPicture = () => show(model, image);
  const showWords = () => (words.textContent = model.get("words"));
  showPicture();
  showWords();
  model.on("change:png", showPicture);
  model.on("change:words", showWords);
  watchSliders(el);
  return () => {
    model.off("change:png", showPicture);
    model.off("change:words", showWords);
    URL.revokeObjectURL(image.src);
  };
}

export default { render };
