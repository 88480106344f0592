/**
 * The shapes that cross module borders, in one place. Nothing here runs.
 *
 * @typedef {Float32Array | Float64Array | Uint8Array} Numbers
 * @typedef {{shape: number[], data: Numbers}} NDArray  row-major
 * @typedef {number | string | boolean | null} Scalar
 * @typedef {Scalar | NDArray} Value
 *
 * @typedef {object} Frame  one network step
 * @property {number} t  0-based index in the trace
 * @property {string} phase
 * @property {string} caption
 * @property {string | null} cue
 * @property {Record<string, Value>} values
 *
 * @typedef {{name: string, title: string, t: number | null}} Cue
 * @typedef {{shape: number[], dtype: string, about: string}} Field
 * @typedef {Record<string, any>} Params
 *
 * @typedef {object} Header  all that is known before frame 0
 * @property {string} trace
 * @property {string} scene
 * @property {string} title
 * @property {Params} params
 * @property {Record<string, Field>} fields
 * @property {Cue[]} cues
 * @property {Record<string, any>} facts
 * @property {Record<string, any>} charts
 * @property {number | null} length
 * @property {Record<string, NDArray>} constants
 *
 * @typedef {object} Host  what a view may ask of the page
 * @property {(t: number) => Frame | undefined} frame  a received frame; all below the current t always are
 * @property {() => number} count  frames received so far
 * @property {'light' | 'dark'} theme
 * @property {boolean} reducedMotion
 * @property {'page' | 'embed' | 'gallery'} mode
 * @property {(patch: Params) => void} setParams
 * @property {(t: number) => void} seek
 * @property {() => void} play
 * @property {() => void} pause
 * @property {() => void} redraw
 *
 * @typedef {object} View
 * @property {(frame: Frame, next: Frame | null, alpha: number) => void} draw
 * @property {(width: number, height: number, scale: number) => void} resize
 * @property {() => void} destroy
 *
 * @typedef {{field: string | null, message: string, expected?: string, got?: string}} Problem
 *
 * @typedef {object} SceneInfo
 * @property {string} id
 * @property {string} title
 * @property {string} summary
 * @property {any} schema
 * @property {Params} defaults
 * @property {Record<string, Params>} presets
 * @property {Cue[]} cues
 * @property {string[]} story
 *
 * @typedef {{t?: number, play?: boolean, speed?: number, theme?: string, controls?: string, keys?: string}} PageState
 *
 * @typedef {object} Boot  what the server writes into the page
 * @property {SceneInfo | null} scene
 * @property {SceneInfo[]} [scenes]
 * @property {Params} params
 * @property {Problem[]} errors
 * @property {PageState} page
 * @property {'page' | 'embed' | 'gallery'} mode
 * @property {string[]} origins
 * @property {string} version
 */

export {};
