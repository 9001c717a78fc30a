// The only module that talks to the server.

async function answered(response) {
  const body = await response.json();
  if (!response.ok) throw new Error(body.error ?? response.statusText);
  return body;
}

export const state = async () => answered(await fetch("/phones/state"));

export const act = async (what, body) =>
  answered(
    await fetch(`/control/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }),
  );

// Hears every change. The browser reconnects by itself; each time, the whole state is fresh.
export function listen(heard, connected, lost) {
  const source = new EventSource("/phones/events");
  source.onopen = connected;
  source.onerror = lost;
  for (const name of Object.keys(heard)) {
    source.addEventListener(name, (event) => heard[name](JSON.parse(event.data)));
  }
}
