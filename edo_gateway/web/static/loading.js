// A script of somebody else's, run whole before going on; one that cannot be had is told by what it did not define.
export function scriptAt(address) {
  return new Promise((done) => {
    const script = document.createElement("script");
    script.onload = script.onerror = done;
    script.src = address;
    document.head.append(script);
  });
}
