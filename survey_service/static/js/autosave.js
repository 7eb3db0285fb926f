// Saves a form a moment after the last change, and when the page is put away. Without script every button saves.
//
//   <form data-autosave="URL" data-autosave-failed="Noch nicht gespeichert; es wird weiter versucht.">
//     ... <p class="saved" role="status" data-autosave-status></p>
//
// The server answers 200 ("Gespeichert um 14:32"), 409 (both versions and the question which one holds) or 422
// (what cannot be read) with a piece of HTML for the status element. A hidden field in it, such as the new version
// number, belongs to the form from then on. Anything else is said to be a failure and tried again.
// Each time the form is sent it says the how many-eth time that is (_folge): what arrives late changes nothing.
"use strict";

const DELAY = 1200;
const RETRY = 5000;
const ANSWERS = [200, 409, 422];

// Whether a field says something else than the page that came from the server.
function differs(field) {
  if (field.type === "hidden") return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.options) {
    const sent = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(sent, 0);
  }
  return "defaultValue" in field && field.value !== field.defaultValue;
}

function watch(form) {
  const status = form.querySelector("[data-autosave-status]");
  let timer = 0;
  let changed = false;
  let running = false;

  const sequence = document.createElement("input");
  sequence.type = "hidden";
  sequence.name = "_folge";
  sequence.value = "0";
  form.append(sequence);
  const count = () => {
    sequence.value = String(Number(sequence.value) + 1);
  };

  const post = (keepalive) => {
    count();
    return fetch(form.dataset.autosave, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      keepalive,
      credentials: "same-origin",
      headers: { "x-requested-with": "autosave" },
    });
  };

  const fail = () => {
    const kept = status.querySelectorAll("input[type=hidden]");
    status.textContent = form.dataset.autosaveFailed;
    status.append(...kept);
  };

  const schedule = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  };

  async function save() {
    if (running || !changed) return;
    running = true;
    changed = false;
    let next = DELAY;
    try {
      const answer = await post(false);
      if (!ANSWERS.includes(answer.status)) throw new Error(String(answer.status));
      status.innerHTML = await answer.text();
    } catch {
      changed = true;
      next = RETRY;
      fail();
    }
    running = false;
    if (changed) schedule(next);
  }

  form.addEventListener("input", () => {
    changed = true;
    schedule(DELAY);
  });
  // Somebody may have typed before this script was there.
  if ([...form.elements].some(differs)) {
    changed = true;
    schedule(DELAY);
  }
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    changed = false;
    count();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || !changed || running) return;
    clearTimeout(timer);
    changed = false;
    post(true).catch(() => {
      changed = true;
    });
  });
}

for (const form of document.querySelectorAll("form[data-autosave]")) watch(form);
