// The one place that knows the libraries: Preact draws, htm writes its elements without a build step.
import { h } from 'preact';
import htm from 'htm';

export { render } from 'preact';
export { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
export const html = htm.bind(h);
