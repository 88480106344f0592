/** The page for what does not exist: it only follows the theme. */

import { onTheme } from "../core/theme.js";

onTheme(() => {});
