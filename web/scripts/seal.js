// Seals a value so that it can lie in the browser's storage, where whoever uses the computer can look:
// AES-256-GCM with a fresh nonce (NIST SP 800-38D) under a secret of 64 hexadecimal digits, bound to
// the place where it lies. Nothing where the browser cannot seal, or the seal does not open.

const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const toBase64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

const keyOf = (secret) =>
  crypto.subtle.importKey("raw", bytesOf(secret), "AES-GCM", false, ["encrypt", "decrypt"]);

const ways = (iv, place) => ({
  name: "AES-GCM",
  iv,
  additionalData: new TextEncoder().encode(place),
});

export async function seal(secret, place, value) {
  if (!secret || !globalThis.crypto?.subtle) return undefined;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  const sealed = await crypto.subtle.encrypt(ways(iv, place), await keyOf(secret), plain);
  return [iv, new Uint8Array(sealed)].map(toBase64).join(".");
}

export async function unseal(secret, place, sealed) {
  if (!secret || !globalThis.crypto?.subtle) return undefined;
  try {
    const [iv, words] = sealed.split(".").map(fromBase64);
    const plain = await crypto.subtle.decrypt(ways(iv, place), await keyOf(secret), words);
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return undefined;
  }
}
