;; ANCHOR MORTGAGE SERVICING -- investor-owned first liens
;; portfolio ids: 101 Early Contact, 102 Loss Mit, 103 FCL, 104 Escrow Review, 105 MI Drop, 106 Bulk Sale

(def escrow-cushion-floor -100M)
(def fcl-first-day 121)

(defrule ei-contact
  "12 CFR 1024.39(a): live contact not later than the 36th day of delinquency."
  :when (and (= loan-status "Open") (>= status-days-past-due 16) (<= status-days-past-due 36))
  :then [(checklist/check {:checklist "EI" :items ["Live contact"]})])

(defrule ei-letter
  "12 CFR 1024.39(b): written notice; we mail from day 40, never after day 45."
  :when (and (= loan-status "Open") (<= 40 status-days-past-due 45))
  :then [(checklist/check {:checklist "EI" :items ["Letter"]})]
  :examples [{:given {:status-days-past-due 45} :fires true}
             {:given {:status-days-past-due 46} :fires false}
             {:given {:status-days-past-due 39} :fires false}])

(defrule loss-mit-intake
  "Sixty or more days: loss mitigation intake."
  :when (and (= loan-status "Open") (>= status-days-past-due 60) (not= loan-sub-status "Bankruptcy"))
  :then [(loan/set {:add-portfolios ["Loss Mit"]})])

(defrule loss-mit-exit
  "Borrower reinstated (under 30)."
  :when (and (= true (-> portfolio :102 :active)) (< status-days-past-due 30))
  :then [(loan/set {:remove-portfolios ["Loss Mit"]})])

(defrule fcl-referral
  "First legal filing only after the 120-day pre-foreclosure period has run."
  :when (and (= loan-status "Open") (>= status-days-past-due fcl-first-day) (not= loan-sub-status "Trial Plan"))
  :then [(loan/set {:loan-sub-status "Foreclosure" :add-portfolios ["FCL"]})]
  :examples [{:given {:loan-sub-status "Repaying" :status-days-past-due 121} :fires true}
             {:given {:loan-sub-status "Repaying" :status-days-past-due 120} :fires false}])

(defrule fcl-too-soon
  "Pull anything back that was sent during the pre-foreclosure period."
  :when (and (= true (-> portfolio :103 :active)) (< status-days-past-due fcl-first-day))
  :then [(loan/set {:remove-portfolios ["FCL"]})])

(defrule trial-plan-default
  "A trial plan fails with the first payment that is 30 days late."
  :when (and (= loan-sub-status "Trial Plan") (>= status-days-past-due 30))
  :then [(loan/set {:loan-sub-status "Loss Mitigation"})])

(defrule trial-plan-success
  "Three trial payments made, current: permanent."
  :when (and (= loan-sub-status "Trial Plan") (>= payments-count 3) (<= status-days-past-due 0))
  :then [(loan/set {:loan-sub-status "Repaying"})])

(defrule escrow-deficiency
  "Escrow is overdrawn by more than one hundred dollars."
  :when (and (= loan-status "Open") (< status-escrow-balance escrow-cushion-floor))
  :then [(loan/set {:add-portfolios ["Escrow Review"]})])

(defrule escrow-surplus
  "RESPA: surpluses of $50 and more go back to borrowers who are not past due."
  :when (and (= loan-status "Open") (>= status-escrow-balance 50M) (< status-days-past-due 30))
  :then [(checklist/check {:checklist "EI" :items ["Surplus check"]})])

(defrule mi-auto-termination
  "Homeowners Protection Act: drop mortgage insurance at 78 percent of original value, if current."
  :when (and (= loan-status "Open")
             (<= status-principal-balance (* 0.78M setup-sales-price))
             (<= status-days-past-due 0))
  :then [(loan/set {:add-portfolios ["MI Drop"]})])

(defrule arm-notice
  "Rate change notices: between two and four months ahead of the payment change (60 to 120 days)."
  :when (and (= loan-status "Open") (some? subsequent-due-date)
             (>= (u/date-compare subsequent-due-date current-date) 60)
             (<= (u/date-compare subsequent-due-date current-date) 120))
  :then [(checklist/check {:checklist "EI" :items ["ARM notice"]})])

(defrule bulk-sale-pool
  :when (and (= loan-status "Open") (> status-24-dpd-90 2) (> status-principal-balance 25000M))
  :then [(loan/set {:add-portfolios ["Bulk Sale"]})])

(defrule bulk-sale-pull
  "pull small ones from the pool"
  :when (and (= true (-> portfolio :106 :active)) (<= status-principal-balance 25000M))
  :then [(loan/set {:remove-portfolios ["Bulk Sale"]})])

(defrule lien-release-shortfall
  "Short payoffs within $20 are accepted and the lien released."
  :when (and (= loan-sub-status "Pending Payoff") (> status-payoff 0M) (<= status-payoff 20M))
  :then [(credit/add {:type "Regular" :category "Small balance" :charge-off false :amount {:base :payoff :plus 0M} :info "short payoff" :date :current-date})
         (checklist/check {:checklist "EI" :items ["Lien release"]})])

(defrule boarding
  "Goodbye-hello letter: boarded no more than two weeks ago."
  :when (and (= loan-status "Open") (some? setup-contract-date) (<= (u/date-compare current-date setup-contract-date) 14))
  :then [(checklist/check {:checklist "EI" :items ["Hello letter"]})]
  :once :never-again)
