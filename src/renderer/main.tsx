import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { applyTextSize } from './layout/text-size.ts';
import { applyTheme } from './layout/theme.ts';
import { loadCatalogue, rememberedLanguage } from './text/catalogue.ts';
import './styles/tokens.css';
import './styles/base.css';
import './components/components.css';
import './layout/layout.css';

function show(): void {
  const root = document.getElementById('root');
  if (!root) return;
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

applyTextSize();
applyTheme();
// Without the words of its language the window opens in English.
void loadCatalogue(rememberedLanguage()).then(show, show);
