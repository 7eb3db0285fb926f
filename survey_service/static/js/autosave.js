// Saves a form marked data-autosave="URL" a moment after the last change and before the page is left.
// The server answers with a small page for the element named by data-autosave-status; without this script every
// button saves. A failure is said and tried again; what was typed stays in the form.
"use strict";

const DELAY = 1200;
const RETRY = 5000;

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const status = document.getElementById(form.dataset.autosaveStatus);
  let timer = 0;
  let dirty = false;
  let running = false;

  const post = (keepalive) => {
    const body = new URLSearchParams(new FormData(form));
    return fetch(form.dataset.autosave, {
      method: "POST",
      body,
      keepalive,
      credentials: "same-origin",
      headers: { "x-requested-with": "autosave" },
    });
  };

  const schedule = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  };

  const save = async () => {
    if (running || !dirty) return;
    running = true;
    dirty = false;
    try {
      const answer = await post(false);
      status.innerHTML = await answer.text();
      // 409: somebody else saved; the answer shows both versions and asks.
      if (answer.status >= 500) throw new Error(String(answer.status));
    } catch {
      dirty = true;
      status.textContent = form.dataset.autosaveFailed;
      schedule(RETRY);
    } finally {
      running = false;
      if (dirty) schedule(DELAY);
    }
  };

  form.addEventListener("input", () => {
    dirty = true;
    schedule(DELAY);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    dirty = false;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && dirty && !running) {
      dirty = false;
      post(true).catch(() => {
        dirty = true;
      });
    }
  });
}
