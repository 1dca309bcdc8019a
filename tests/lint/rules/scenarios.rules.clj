;; Promise scenarios behind others.

(defpromise-scenario lax
  :evaluate-on #{:payments :credits}
  :applies-when (= loan-status "Open")
  :window {:days-before 10 :days-after 10 :by :apply-date}
  :tolerance {:percent 50})

(defpromise-scenario within
;                    ^^^^^^ shadowed-scenario
  :evaluate-on #{:payments}
  :applies-when (and (= loan-status "Open") (some? loan-alert))
  :window {:days-before 10 :days-after 0 :by :apply-date}
  :tolerance {:percent 5}
  :fail-on-reversal true)

(defpromise-scenario other-accounts
  :evaluate-on #{:payments}
  :applies-when (= loan-status "Closed")
  :window {:days-before 10 :days-after 0 :by :apply-date})

(defpromise-scenario other-date
  :evaluate-on #{:payments}
  :applies-when (= loan-status "Open")
  :window {:days-before 10 :days-after 0 :by :process-date})

(defpromise-scenario wider-window
  :evaluate-on #{:payments}
  :applies-when (= loan-status "Open")
  :window {:days-before 10 :days-after 11 :by :apply-date}
  :tolerance {:dollars 10M})

(defpromise-scenario more-dollars
  :evaluate-on #{:payments}
  :applies-when (= loan-status "Open")
  :window {:days-before 10 :days-after 11 :by :apply-date}
  :tolerance {:dollars 11M})

(defpromise-scenario by-percent
  :evaluate-on #{:payments}
  :applies-when (= loan-status "Open")
  :window {:days-before 10 :days-after 11 :by :apply-date}
  :tolerance {:percent 1})

(defpromise-scenario anything
  :evaluate-on #{:credits}
  :window {:days-before 366 :days-after 366 :by :apply-date}
  :tolerance {:percent 100})

(defpromise-scenario dollars-of-anything
;                    ^^^^^^^^^^^^^^^^^^^ shadowed-scenario
  :evaluate-on #{:credits}
  :applies-when (> (inc status-days-past-due) 3)
  :window {:days-before 0 :days-after 3 :by :apply-date}
  :tolerance {:dollars 500M})

(defpromise-scenario whole-amount
;                    ^^^^^^^^^^^^ shadowed-scenario
  :evaluate-on #{:payments}
  :applies-when (= loan-status "Open")
  :window {:days-before 1 :days-after 1 :by :apply-date})
