;; Accounts that are late.

(def charge-off-days 120)
(def never-mind 3)

(defn very-late? [days limit]
  (> days charge-off-days))

(defrule charge-off
  "Charge off open accounts more than 120 days past due."
  :when (and (= loan-status "Open") (< status-days-past-due 120))
  :then [(loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})])

(defrule notice
  "At least 30 days past due."
  :when (and (= loan-status "Open") (> status-days-past-due 30))
  :then [(checklist/check {:checklist "Default" :items ["Notice"]})])

(defrule nobody
  "Open or closed."
  :when (and (= loan-status "Open") (= loan-status "Closed"))
  :then [(loan/set {:add-portfolios ["Legal"]})])

(defrule everybody
  :when (or (not= loan-status "Open") (not= loan-status "Closed"))
  :then [(loan/set {:add-portfolios ["Collections"]})])

(defrule twice
  "Later than 30 days, and than 60."
  :when (and (> status-days-past-due 30) (> status-days-past-due 60) (> status-days-past-due 60))
  :then [(loan/set {:add-portfolios ["Collections"]})])

(defrule slips
  "All kinds of slips."
  :when (or (= status-payoff status-payoff)
            (= charge-off-days 90)
            (= true (= loan-status "Open"))
            (and (= loan-status "Open") (not= loan-status "Open"))
            (not (= loan-status "Closed"))
            (and (some? loan-alert))
            (and)
            (= current-date "2026-02-30")
            (if (some? loan-alert) (= loan-title "x") (= loan-title "x")))
  :then [(loan/set {:add-portfolios ["Legal"]})])

(defrule branches
  "A fee for late accounts."
  :when (let [loan-title "fee"
              fee (cond (very-late? status-days-past-due 3) 50M
                        (> status-days-past-due 30) 25M
                        (> status-days-past-due 60) 40M
                        :else 0M)]
          (> fee 10M))
  :then [(loan/set {:add-portfolios ["Collections"]})])

(defrule kept
  "Kept without a reason, and kept in vain."
  :when (and ^{:lint/allow {:never-true ""}} (= loan-status "Open")
             ^{:lint/allow {:same-branches "policy 3"}} (= loan-sub-status "Repaying"))
  :then [(loan/set {:add-portfolios ["Legal"]})])
