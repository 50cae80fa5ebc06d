import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { applyTextSize } from './layout/text-size.ts';
import './styles/tokens.css';
import './styles/base.css';
import './components/components.css';
import './layout/layout.css';

applyTextSize();
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
