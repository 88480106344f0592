// Loaded for its effect: it puts its exports on `globalThis.CBOR`.
export {};
